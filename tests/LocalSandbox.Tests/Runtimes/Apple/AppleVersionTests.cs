using LocalSandbox.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleVersionTests
{
    [Theory]
    [InlineData("container CLI version 1.2.2 (build: release, commit: 0190097)", "1.2.2")]
    [InlineData("container CLI version 0.6.0 (build: release, commit: unspeci)", "0.6.0")]
    [InlineData("container CLI version 0.12.3 (build: debug, commit: 1)", "0.12.3")]
    [InlineData("container CLI version 12.345.6789 (build: release)", "12.345.6789")]
    public void Parse_AnswerOfTheCommandLine_IsTheVersion(string answer, string expected) =>
        AppleVersion.Parse(answer)!.Value.ToString().Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("container CLI version main (build: debug)")]
    [InlineData("container CLI version 1.2")]
    [InlineData("container CLI version 99999999999999999999.1.2")]
    [InlineData("version ١.٢.٣")]
    public void Parse_AnythingElse_IsNull(string answer) => AppleVersion.Parse(answer).Should().BeNull();

    [Theory]
    [InlineData("0.5.0", false, false, false, false, false, false)]
    [InlineData("0.6.0", true, false, false, false, false, false)]
    [InlineData("0.7.0", true, true, false, false, false, false)]
    [InlineData("0.7.1", true, true, false, false, false, false)]
    [InlineData("0.8.0", true, true, true, false, false, false)]
    [InlineData("0.9.0", true, true, true, true, false, false)]
    [InlineData("0.10.0", true, true, true, true, true, false)]
    [InlineData("0.11.0", true, true, true, true, true, false)]
    [InlineData("0.12.0", true, true, true, true, true, true)]
    [InlineData("1.0.0", true, true, true, true, true, true)]
    [InlineData("2.0.0", true, true, true, true, true, true)]
    public void Gates_EachVersion_OpenWhereItsSourcesSaySo(
        string text, bool isSupported, bool progress, bool pipes, bool files, bool init, bool capabilities)
    {
        var version = AppleVersion.Parse($"version {text}")!.Value;

        version.IsSupported.Should().Be(isSupported);
        version.HasProgress.Should().Be(progress);
        version.ReadsPipes.Should().Be(pipes);
        version.PublishesOnIPv6.Should().Be(pipes);
        version.MountsFiles.Should().Be(files);
        version.HasInit.Should().Be(init);
        version.HasCapabilities.Should().Be(capabilities);
    }
}
