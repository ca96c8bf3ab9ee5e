using LocalSandbox.Runtimes;

namespace LocalSandbox.Tests.Runtimes;

public sealed class SandboxVariablesTests
{
    private static readonly Dictionary<string, string> Mixed = new()
    {
        ["TOKEN"] = "a\nb",
        ["HTTPS_PROXY"] = "http://ü:3 ",
        ["EMPTY"] = "",
        ["DOCKER_HOST"] = "\"quoted\" = $x #y",
    };

    [Fact]
    public void Prepare_OrdinaryNames_NeedNoFile()
    {
        using var variables = SandboxVariables.Prepare(new Dictionary<string, string> { ["A"] = "1", ["B"] = "" }, standardInputIsAFile: true);

        variables.Inherited.Should().Equal(new Dictionary<string, string?> { ["A"] = "1", ["B"] = "" });
        variables.FilePath.Should().BeNull();
        variables.StandardInput.Should().BeNull();
    }

    [Fact]
    public void Prepare_StandardInputIsAFile_WritesNothingToDisk()
    {
        using var variables = SandboxVariables.Prepare(Mixed, standardInputIsAFile: true);

        variables.Inherited.Keys.Should().BeEquivalentTo("TOKEN", "EMPTY");
        variables.FilePath.Should().Be(OperatingSystem.IsLinux() ? "/proc/self/fd/0" : "/dev/stdin");
        variables.StandardInput.Should().Be("HTTPS_PROXY=http://ü:3 \nDOCKER_HOST=\"quoted\" = $x #y\n");
    }

    [Fact]
    public void Prepare_StandardInputIsNoFile_WritesAPrivateFileThatDisposeDeletes()
    {
        var variables = SandboxVariables.Prepare(Mixed, standardInputIsAFile: false);
        var path = variables.FilePath!;

        variables.StandardInput.Should().BeNull();
        File.ReadAllBytes(path).Should().Equal("HTTPS_PROXY=http://ü:3 \nDOCKER_HOST=\"quoted\" = $x #y\n"u8.ToArray());
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        variables.Dispose();
        File.Exists(path).Should().BeFalse();
        variables.Dispose();
    }

    [Fact]
    public void Prepare_Nothing_NeedsNothing()
    {
        using var variables = SandboxVariables.Prepare(new Dictionary<string, string>(), standardInputIsAFile: false);

        variables.Inherited.Should().BeEmpty();
        variables.FilePath.Should().BeNull();
    }
}
