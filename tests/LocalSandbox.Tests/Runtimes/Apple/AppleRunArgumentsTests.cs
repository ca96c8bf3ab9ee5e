using System.Net;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleRunArgumentsTests
{
    private const string Labels =
        "--label io.localsandbox.prefix=local-sandbox --label io.localsandbox.attempt=3f9c12ab01cd4e5f8a9b0c1d2e3f4a5b";

    private const string BrowserCapabilities =
        "--cap-drop ALL --cap-add CHOWN --cap-add SETUID --cap-add SETGID --cap-add DAC_OVERRIDE --cap-add FOWNER";

    [Theory]
    [InlineData("0.6.0", "run -d --name local-sandbox-one -p 127.0.0.1:23000:8080 {L} --cpus 2 --memory 2g sandbox:test")]
    [InlineData("0.9.0", "run -d --progress none --name local-sandbox-one -p 127.0.0.1:23000:8080 {L} --cpus 2 --memory 2g sandbox:test")]
    [InlineData("0.12.3", "run -d --progress none --name local-sandbox-one -p 127.0.0.1:23000:8080 --init {L} {C} --cpus 2 --memory 2g sandbox:test")]
    [InlineData("1.2.2", "run -d --progress none --name local-sandbox-one -p 127.0.0.1:23000:8080 --init {L} {C} --cpus 2 --memory 2g sandbox:test")]
    [InlineData("1.4.1", "run -d --progress none --name local-sandbox-one -p 127.0.0.1:23000:8080 --init {L} {C} --cpus 2 --memory 2g sandbox:test")]
    public void Build_Defaults_AreSpelledAsTheVersionKnowsThem(string version, string expected) =>
        Build(Specs.Simple, version).Should().Be(expected.Replace("{L}", Labels, StringComparison.Ordinal).Replace("{C}", BrowserCapabilities, StringComparison.Ordinal));

    [Fact]
    public void Build_EverySetting_HasItsPlaceBeforeTheImage()
    {
        var spec = Specs.Simple with
        {
            AutoRemove = true,
            Environment = new Dictionary<string, string> { ["KEY"] = "value", ["EMPTY"] = "", ["-odd"] = "1" },
            Mounts = [new SandboxMount("/work", "/data", ReadOnly: true)],
            Labels = new Dictionary<string, string>(),
            Isolation = SandboxIsolation.Strict,
            Limits = new ContainerLimits("512m", 0.5, null),
            Network = "private",
            User = "1000:1000",
            ExtraRunArguments = ["--read-only", "--shm-size", "256m"],
        };

        Build(spec, "1.2.2").Should().Be(
            "run -d --progress none --name local-sandbox-one -p 127.0.0.1:23000:8080 --init --rm -e KEY -e EMPTY --env=-odd -v /work:/data:ro "
            + "--cap-drop ALL --cpus 1 --memory 512m --network private --user 1000:1000 --read-only --shm-size 256m sandbox:test");
    }

    [Fact]
    public void Build_CompatibleWithoutLimits_LeavesThemOut() =>
        Build(Specs.Simple with { Isolation = SandboxIsolation.Compatible, Limits = new ContainerLimits(null, null, null), Init = false }, "1.2.2")
            .Should().Be($"run -d --progress none --name local-sandbox-one -p 127.0.0.1:23000:8080 {Labels} sandbox:test");

    [Theory]
    [InlineData("::1", "[::1]:23000:8080")]
    [InlineData("0.0.0.0", "0.0.0.0:23000:8080")]
    [InlineData("192.168.1.2", "192.168.1.2:23000:8080")]
    public void Build_BindAddress_IsAlwaysNamed(string address, string expected) =>
        Build(Specs.Simple with { BindAddress = IPAddress.Parse(address) }, "0.8.0").Should().Contain($" -p {expected} ");

    [Fact]
    public void Check_IPv6Before080_IsUnsupported() => Refuse(Specs.Simple with { BindAddress = IPAddress.IPv6Loopback }, "0.7.1")
        .Should().Match<SandboxException>(e => e.Code == SandboxErrorCode.Unsupported && e.Message.Contains("BindAddress"));

    [Fact]
    public void Check_PortForTheEngineToChoose_IsUnsupportedAndNamesTheOption() => Refuse(Specs.Simple with { HostPort = 0 }, "1.2.2")
        .Should().Match<SandboxException>(e => e.Code == SandboxErrorCode.Unsupported && e.Message.Contains("BasePort"));

    [Theory]
    [InlineData("a=b")]
    [InlineData("trailing=")]
    public void Check_LabelWithEqualsSign_IsInvalid(string value) =>
        Refuse(Specs.Simple with { Labels = new Dictionary<string, string> { ["team"] = value } }, "1.2.2")
            .Should().Match<SandboxException>(e => e.Code == SandboxErrorCode.InvalidRequest && e.Message.Contains("team"));

    [Theory]
    [InlineData("x\u2028PATH=evil")]
    [InlineData("x\u2029y")]
    [InlineData("x\u0085y")]
    [InlineData("x\vy")]
    [InlineData("x\fy")]
    public void Check_ReservedVariableWithABreakOfAnyKind_IsInvalidBecauseItsFileIsSplitThere(string value) =>
        Refuse(Specs.Simple with { Environment = new Dictionary<string, string> { ["PATH"] = value } }, "1.2.2")
            .Should().Match<SandboxException>(e => e.Code == SandboxErrorCode.InvalidRequest && e.Message.Contains("PATH") && !e.Message.Contains(value));

    [Fact]
    public void Check_OtherVariableWithSuchABreak_IsFine() => FluentActions
        .Invoking(() => AppleRunArguments.Check(
            Specs.Simple with { Environment = new Dictionary<string, string> { ["KEY"] = "x\u2028y\n" } }, Version("1.2.2"), _ => false))
        .Should().NotThrow();

    private static AppleVersion Version(string text) => AppleVersion.Parse($"version {text}")!.Value;

    private static SandboxException Refuse(ContainerSpec spec, string version) =>
        FluentActions.Invoking(() => AppleRunArguments.Check(spec, Version(version), _ => false)).Should().Throw<SandboxException>().Which;

    private static string Build(ContainerSpec spec, string version)
    {
        using var variables = SandboxVariables.Prepare(spec.Environment, standardInputIsAFile: true);
        return string.Join(' ', AppleRunArguments.Build(spec, variables, Version(version), _ => false));
    }
}
