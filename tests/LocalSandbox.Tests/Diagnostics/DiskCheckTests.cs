using LocalSandbox.Diagnostics;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Tests.Diagnostics;

public sealed class DiskCheckTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData(0, SandboxCheckStatus.Failed)]
    [InlineData(256 - 1, SandboxCheckStatus.Failed)]
    [InlineData(256, SandboxCheckStatus.Warning)]
    [InlineData(4096 - 1, SandboxCheckStatus.Warning)]
    [InlineData(4096, SandboxCheckStatus.Passed)]
    public void Run_FreeSpace_IsJudged(long mebibytes, SandboxCheckStatus expected)
    {
        var check = DiskCheck.Run(new EngineFacts("29.7.2", "linux/amd64", "/var/lib/docker"), _ => mebibytes * Mebibyte);

        check.Status.Should().Be(expected);
        check.Message.Should().Be($"{mebibytes} MiB are free in '/var/lib/docker'.");
        (check.Hint is null).Should().Be(expected is SandboxCheckStatus.Passed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/elsewhere")]
    public void Run_FolderOfAnotherMachine_IsSkipped(string? folder) =>
        DiskCheck.Run(new EngineFacts("29.7.2", "linux/amd64", folder), _ => null).Status.Should().Be(SandboxCheckStatus.Skipped);

    [Fact]
    public void FreeSpace_OfAFolderThatIsHere_IsThatOfItsDisk() =>
        DiskCheck.FreeSpace(Path.GetTempPath()).Should().BePositive();

    [Fact]
    public void FreeSpace_OfAFolderThatIsNotHere_IsUnknown() =>
        DiskCheck.FreeSpace("/no/such/folder").Should().BeNull();
}
