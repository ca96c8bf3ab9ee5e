using System.Net;
using CsCheck;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes.Docker;

public sealed class DockerRunArgumentsTests
{
    private static readonly string[] Names = ["TOKEN", "A", "DOCKER_HOST", "PATH", "https_proxy", "LD_PRELOAD"];

    [Fact]
    public void Build_BrowserIsolation_IsTheDefault() => Build(Specs.Of()).Should().Equal(
        "run", "-d", "--pull", "never", "--name", "local-sandbox-one", "-p", "127.0.0.1:8081:8080", "--init",
        "--security-opt", "seccomp=unconfined", "--security-opt", "no-new-privileges", "--cap-drop", "ALL",
        "--cap-add", "CHOWN", "--cap-add", "SETUID", "--cap-add", "SETGID", "--cap-add", "DAC_OVERRIDE", "--cap-add", "FOWNER",
        "--memory", "2g", "--memory-swap", "2g", "--cpu-period", "100000", "--cpu-quota", "200000", "--pids-limit", "512", "img");

    [Fact]
    public void Build_StrictIsolation_KeepsTheEnginesSeccompAndNoCapability() =>
        Build(Specs.Of(options => options.Isolation = SandboxIsolation.Strict)).Should().Equal(
            "run", "-d", "--pull", "never", "--name", "local-sandbox-one", "-p", "127.0.0.1:8081:8080", "--init",
            "--security-opt", "no-new-privileges", "--cap-drop", "ALL",
            "--memory", "2g", "--memory-swap", "2g", "--cpu-period", "100000", "--cpu-quota", "200000", "--pids-limit", "512", "img");

    [Fact]
    public void Build_CompatibleIsolation_OnlyTurnsSeccompOff() =>
        Build(Specs.Of(options => (options.Isolation, options.Init) = (SandboxIsolation.Compatible, false))).Should().Equal(
            "run", "-d", "--pull", "never", "--name", "local-sandbox-one", "-p", "127.0.0.1:8081:8080",
            "--security-opt", "seccomp=unconfined", "img");

    [Fact]
    public void Build_EverythingSet_StandsBeforeTheImage()
    {
        var spec = Specs.Of(
            options =>
            {
                (options.Isolation, options.Memory, options.Cpus, options.PidsLimit) = (SandboxIsolation.Compatible, "512m", 0.5, 100);
                (options.Network, options.User, options.AutoRemove, options.ContainerPort) = ("net1", "1000:1000", true, 3000);
                options.Mounts.Add(new SandboxMount("/first", "/a", ReadOnly: true));
                options.ExtraRunArguments.Add("--shm-size=1g");
                options.Environment["B"] = "from the options";
                options.Labels["k"] = "v=w";
            },
            new SandboxRequest("one")
            {
                Mounts = [new SandboxMount("/second", "/b,c")],
                Environment = new Dictionary<string, string> { ["A"] = "1", ["HTTPS_PROXY"] = "x" },
            });

        Build(spec).Should().Equal(
            "run", "-d", "--pull", "never", "--name", "local-sandbox-one", "-p", "127.0.0.1:8081:3000", "--init", "--rm",
            "-e", "B", "-e", "A", "--env-file", SandboxVariables.StandardInputFile,
            "--mount", "type=bind,src=/first,dst=/a,readonly", "--mount", "type=bind,src=/second,\"dst=/b,c\"",
            "--label", "k=v=w", "--security-opt", "seccomp=unconfined",
            "--memory", "512m", "--memory-swap", "512m", "--cpu-period", "100000", "--cpu-quota", "50000", "--pids-limit", "100",
            "--network", "net1", "--user", "1000:1000", "--shm-size=1g", "img");
    }

    [Fact]
    public void Build_LimitsSwitchedOff_AreNotPassed() =>
        Build(Specs.Of(options => (options.Memory, options.Cpus, options.PidsLimit) = ("0", 0, 0))).Should()
            .NotContain(["--memory", "--memory-swap", "--cpus", "--cpu-quota", "--pids-limit"]);

    [Theory]
    [InlineData("127.0.0.1", 0, "127.0.0.1::8080")]
    [InlineData("0.0.0.0", 8081, "0.0.0.0:8081:8080")]
    [InlineData("::1", 8081, "[::1]:8081:8080")]
    [InlineData("::", 0, "[::]::8080")]
    public void Build_EachAddress_IsPublishedAsTheEngineReadsIt(string address, int hostPort, string expected) =>
        Build(Specs.Of() with { BindAddress = IPAddress.Parse(address) }, hostPort)
            .Should().ContainInConsecutiveOrder("-p", expected);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Build_AnyEnvironmentValue_StandsInNoArgument() =>
        Gen.Select(Gen.OneOf([.. Names.Select(Gen.Const)]), Gen.Guid).Sample((name, guid) =>
        {
            var canary = guid.ToString();
            var spec = Specs.Of(request: new SandboxRequest("one") { Environment = new Dictionary<string, string> { [name] = canary } });

            return !Build(spec).Any(argument => argument.Contains(canary, StringComparison.Ordinal));
        });

    /// <summary>Without the library's own labels, which have tests of their own.</summary>
    private static IReadOnlyList<string> Build(ContainerSpec spec, int hostPort = 8081)
    {
        using var variables = SandboxVariables.Prepare(spec.Environment, standardInputIsAFile: true);
        var labels = spec.Labels.Where(label => !label.Key.StartsWith(SandboxLabels.Namespace, StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        return DockerRunArguments.Build(spec with { HostPort = hostPort, Labels = labels }, variables, []);
    }
}
