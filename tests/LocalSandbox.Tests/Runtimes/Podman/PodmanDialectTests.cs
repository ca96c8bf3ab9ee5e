using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Podman;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Runtimes.Podman;

public sealed class PodmanDialectTests
{
    private const string NoCatatonit = "Error: container-init binary not found on the host: stat /usr/libexec/podman/catatonit: no such file or directory\n";
    private const string NoCatatonitOf5 = "Error: lookup init binary: exec: \"catatonit\": executable file not found in $PATH\n";
    private const string NoProxyFlag = "Error: unknown flag: --http-proxy\nSee 'podman run --help'\n";

    private readonly ScriptedProcessRunner _runner = new();
    private readonly FakeLogger _logger = new();
    private readonly LocalSandboxOptions _options = new() { Image = "sandbox:test" };

    private PodmanDialect CreateSut() => new(new RuntimeCli("podman", _runner, new FakeTimeProvider(), _logger), _options);

    private ContainerSpec Spec(params (string Name, string Value)[] environment) => ContainerSpecs.For(
        _options,
        new SandboxRequest("one") { Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value) },
        System.Net.IPAddress.Loopback,
        "attempt");

    private IEnumerable<string> Warnings() =>
        _logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message);

    [Fact]
    public async Task RunAsync_AnyContainer_KeepsTheHostsProxiesOut()
    {
        var id = FakeEngine.NewId();
        _runner.Next("run", Replies.Ok(id + "\n"));

        (await CreateSut().RunAsync(Spec(), default)).Should().Be(id);

        _runner.Commands.Single().Arguments.Should().Contain("--http-proxy=false").And.Contain("--init");
    }

    [Fact]
    public async Task RunAsync_AnyContainer_IsNotTunedBecausePodmanHandsItsEnvironmentOn()
    {
        _runner.Next("run", Replies.Ok(FakeEngine.NewId()));

        await CreateSut().RunAsync(Spec(), default);

        _runner.Commands.Single().Environment.Keys.Should().Equal("PODMAN_IGNORE_CGROUPSV1_WARNING");
    }

    [Fact]
    public async Task RunAsync_NoCatatonit_RunsWithoutInitFromThenOnAndWarnsOnce()
    {
        _runner.Next("run", Replies.Fail(125, NoCatatonit), Replies.Ok(FakeEngine.NewId()), Replies.Ok(FakeEngine.NewId()));
        var sut = CreateSut();

        await sut.RunAsync(Spec(), default);
        await sut.RunAsync(Spec(), default);

        _runner.Commands.Select(command => command.Arguments.Contains("--init")).Should().Equal(true, false, false);
        _logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning)
            .Should().ContainSingle().Which.Message.Should().Contain("Init").And.Contain("catatonit");
    }

    [Fact]
    public async Task ReadLogTailAsync_OldControlGroups_AreNotTalkedAboutInTheLog()
    {
        _runner.Next("logs", Replies.Ok("ready\n"));

        await CreateSut().ReadLogTailAsync("abc", 50, [], default);

        _runner.Commands.Single().Environment.Should().Contain("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
    }

    [Theory]
    [InlineData("Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\nfailed\n", "ready\nfailed\n")]
    [InlineData("Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n", "ready\n")]
    [InlineData("Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\r\nfailed\n", "ready\nfailed\n")]
    [InlineData("failed\nEmulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n", "ready\nfailed\nEmulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n")]
    [InlineData("Emulate Docker CLI using podman, says the sandbox\n", "ready\nEmulate Docker CLI using podman, says the sandbox\n")]
    [InlineData("", "ready\n")]
    public async Task ReadLogTailAsync_GreetingOfTheStandIn_IsNoLineOfTheSandbox(string standardError, string expected)
    {
        _runner.Next("logs", Replies.Ok("ready\n", standardError));

        (await CreateSut().ReadLogTailAsync("abc", 50, [], default)).Should().Be(expected);
    }

    [Theory]
    [InlineData(0, "-1")]
    [InlineData(100, "100")]
    public async Task RunAsync_LimitOfProcesses_IsSaidEvenWhereThereIsNone(int limit, string expected)
    {
        _options.PidsLimit = limit;
        _runner.Next("run", Replies.Ok(FakeEngine.NewId()));

        await CreateSut().RunAsync(Spec(), default);

        var arguments = _runner.Commands.Single().Arguments;
        arguments.SkipWhile(argument => argument != "--pids-limit").ElementAtOrDefault(1).Should().Be(expected);
    }

    [Fact]
    public async Task RunAsync_RemoteWithoutTheProxyFlag_RunsWithoutIt()
    {
        _runner.Next("run", Replies.Fail(125, NoProxyFlag), Replies.Ok(FakeEngine.NewId()));

        await CreateSut().RunAsync(Spec(), default);

        _runner.Commands[^1].Arguments.Should().NotContain("--http-proxy=false");
    }

    [Fact]
    public async Task RunAsync_TwoAtOnceOnARemoteWithoutTheProxyFlag_BothRunWithoutIt()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var refused = Replies.After(gate.Task, Replies.Fail(125, NoProxyFlag));
        _runner.Next("run", refused, refused).Always("run", Replies.Ok(FakeEngine.NewId()));
        var sut = CreateSut();

        var runs = Task.WhenAll(sut.RunAsync(Spec(), default), sut.RunAsync(Spec(), default));
        gate.SetResult();
        await runs;

        _runner.Commands.Select(command => command.Arguments.Contains("--http-proxy=false")).Should().Equal(true, true, false, false);
    }

    [Fact]
    public async Task RunAsync_TwoAtOnceWithoutCatatonit_BothRunWithoutInitAndItIsSaidOnce()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var refused = Replies.After(gate.Task, Replies.Fail(125, NoCatatonit));
        _runner.Next("run", refused, refused).Always("run", Replies.Ok(FakeEngine.NewId()));
        var sut = CreateSut();

        var runs = Task.WhenAll(sut.RunAsync(Spec(), default), sut.RunAsync(Spec(), default));
        gate.SetResult();
        await runs;

        _runner.Commands.Select(command => command.Arguments.Contains("--init")).Should().Equal(true, true, false, false);
        Warnings().Should().ContainSingle();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("proxy")]
    [InlineData("unknown")]
    [InlineData("flag")]
    public async Task RunAsync_ValueThatIsAWordOfTheProxyRefusal_StillRunsWithoutTheFlag(string value)
    {
        _runner.Next("run", Replies.Fail(125, NoProxyFlag), Replies.Ok(FakeEngine.NewId()));

        await CreateSut().RunAsync(Spec(("A", value)), default);

        _runner.Commands[^1].Arguments.Should().NotContain("--http-proxy=false");
    }

    [Theory]
    [InlineData("init", NoCatatonit)]
    [InlineData("binary", NoCatatonit)]
    [InlineData("found", NoCatatonit)]
    [InlineData("container", NoCatatonit)]
    [InlineData("init", NoCatatonitOf5)]
    [InlineData("lookup", NoCatatonitOf5)]
    public async Task RunAsync_ValueThatIsAWordOfTheInitRefusal_StillRunsWithoutInit(string value, string refusal)
    {
        _runner.Next("run", Replies.Fail(125, refusal), Replies.Ok(FakeEngine.NewId()));

        await CreateSut().RunAsync(Spec(("A", value)), default);

        _runner.Commands[^1].Arguments.Should().NotContain("--init");
        Warnings().Should().ContainSingle().Which.Should().Contain("catatonit").And.NotContain($" {value} ", "what is logged is masked");
    }

    [Fact]
    public async Task RunAsync_ValueThatSpeaksOfTheProxyFlag_IsNotTakenForTheRefusal()
    {
        _runner.Always("run", Replies.Fail(125, "Error: invalid variable: unknown flag: --http-proxy\n"));
        var sut = CreateSut();

        await FluentActions.Awaiting(() => sut.RunAsync(Spec(("A", "unknown flag: --http-proxy")), default)).Should().ThrowAsync<SandboxException>();

        _runner.Commands.Should().ContainSingle("the host's proxies would be handed to every later container");
    }

    [Fact]
    public async Task RunAsync_LimitsAreIgnored_WarnsOnceInTheEnginesWords()
    {
        var ignored = Captures.Get("podman-5.4.2-rootless", "memory-limit").Stderr;
        _runner.Next("run", Replies.Ok(FakeEngine.NewId(), ignored), Replies.Ok(FakeEngine.NewId(), ignored));
        var sut = CreateSut();

        await sut.RunAsync(Spec(), default);
        await sut.RunAsync(Spec(), default);

        _logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning)
            .Should().ContainSingle().Which.Message.Should().Contain(ignored.Trim());
    }

    [Fact]
    public async Task RemoveAsync_AnyContainer_GivesNoGracePeriodAndNamesOne()
    {
        _runner.Next("rm", Replies.Ok("abc\n"));

        (await CreateSut().RemoveAsync("abc", default)).Should().BeTrue();

        _runner.Commands.Single().Arguments.Should().Equal("rm", "-f", "-t", "0", "-v", "abc");
    }

    [Fact]
    public async Task InspectAsync_RealAnswerOfEachVersion_IsUnderstood()
    {
        foreach (var capture in Captures.Podman.Where(capture => capture.Case == "inspect-full"))
        {
            _runner.Next("container inspect", Replies.Of(capture));

            var facts = await CreateSut().InspectAsync("ctr-research-a", default);

            facts.Should().NotBeNull();
            facts!.State.Should().Be(ContainerState.Running);
            facts.Ports.Should().ContainSingle().Which.ContainerPort.Should().Be(8080);
            facts.CreatedAt.Should().NotBeNull();
        }
    }

    [Theory]
    [InlineData("configured", ContainerState.Created)]
    [InlineData("initialized", ContainerState.Created)]
    [InlineData("stopping", ContainerState.Running)]
    [InlineData("stopped", ContainerState.Exited)]
    [InlineData("exited", ContainerState.Exited)]
    [InlineData("unknown", ContainerState.Unrecognized)]
    internal async Task InspectAsync_PodmansOwnStates_AreTranslated(string status, ContainerState expected)
    {
        _runner.Next("container inspect", Replies.Ok($$$"""[{"Id":"1","Name":"n","State":{"Status":"{{{status}}}"},"Config":{} }]"""));

        (await CreateSut().InspectAsync("n", default))!.State.Should().Be(expected);
    }
}
