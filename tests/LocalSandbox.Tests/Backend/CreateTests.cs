using System.Net;
using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

public sealed class CreateTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    private FakeEngine Engine => _fixture.Engine;

    [Fact]
    public async Task CreateAsync_Nothing_DescribesTheSandbox()
    {
        var sandbox = await _fixture.CreateAsync();

        var container = Engine.Containers.Should().ContainSingle().Which;
        sandbox.Should().Be(new SandboxInfo("one")
        {
            Url = new Uri($"http://127.0.0.1:{container.HostPort}/"),
            ContainerName = "local-sandbox-one",
            ContainerId = container.Id,
            CreatedAt = _fixture.Clock.GetUtcNow(),
        });
        container.HostIp.Should().Be("127.0.0.1");
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_IPv6Host_BindsAndNamesItInBrackets()
    {
        _fixture.Options.SandboxHost = "::1";

        var sandbox = await _fixture.CreateAsync();

        var run = _fixture.Runner.CommandsOf("run").Single();
        run.Arguments.Should().ContainInConsecutiveOrder("-p", $"[::1]:{sandbox.Url!.Port}:8080");
        sandbox.Url.Host.Should().Be("[::1]");
    }

    [Fact]
    public async Task CreateAsync_RemoteHost_BindsEverywhereAndWarns()
    {
        _fixture.Options.SandboxHost = "host.docker.internal";

        var sandbox = await _fixture.CreateAsync();

        sandbox.Url!.Host.Should().Be("host.docker.internal");
        _fixture.Runner.CommandsOf("run").Single().Arguments.Should().Contain($"0.0.0.0:{sandbox.Url.Port}:8080");
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should().Contain("host.docker.internal").And.Contain("BindAddress");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ab\n")]
    [InlineData("übung")]
    public async Task CreateAsync_BadId_FailsBeforeAnythingRuns(string sandboxId)
    {
        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest(sandboxId)), SandboxErrorCode.InvalidRequest);

        failure.Message.Should().Contain("SandboxId").And.Contain($"'{sandboxId}'");
        _fixture.Runner.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task CreateAsync_CanceledBefore_RunsNothing()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await _fixture.IsCanceledAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one"), canceled.Token), canceled.Token);

        _fixture.Runner.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task CreateAsync_ReadyTimeoutZero_DoesNotAsk()
    {
        _fixture.Options.ReadyTimeout = TimeSpan.Zero;

        await _fixture.Backend.CreateAsync(new SandboxRequest("one")).AtOnceAsync();

        _fixture.Health.Urls.Should().BeEmpty();
    }

    [Fact]
    public async Task CreateAsync_SlowToAnswer_WaitsForIt()
    {
        _fixture.Health.Always = StubHealthHandler.Status(HttpStatusCode.BadGateway);
        _fixture.After(TimeSpan.FromSeconds(42), () => _fixture.Health.Always = StubHealthHandler.Status(HttpStatusCode.OK));
        var before = _fixture.Clock.GetUtcNow();

        await _fixture.CreateAsync();

        (_fixture.Clock.GetUtcNow() - before).Should().BeCloseTo(TimeSpan.FromSeconds(42), TimeSpan.FromSeconds(1));
        Engine.Containers.Should().ContainSingle();
    }

    [Fact]
    public async Task CreateAsync_NeverReady_SaysTheLastAnswerAndLeavesNothing()
    {
        _fixture.Options.ReadyTimeout = TimeSpan.FromSeconds(5);
        _fixture.Health.Always = StubHealthHandler.Status(503);
        var before = _fixture.Clock.GetUtcNow();

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.NotReady);

        failure.Message.Should().Contain("it answered 503").And.Contain("5 s").And.Contain("/v1/sandbox").And.Contain("local-sandbox-one");
        failure.IsTransient.Should().BeTrue();
        (_fixture.Clock.GetUtcNow() - before).Should().BeCloseTo(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_EngineChoosesThePort_ReadsItBack()
    {
        _fixture.Options.BasePort = 0;

        var sandbox = await _fixture.CreateAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "container inspect");
        _fixture.Runner.CommandsOf("run").Single().Arguments.Should().ContainInConsecutiveOrder("-p", "127.0.0.1::8080");
        sandbox.Url!.Port.Should().Be(Engine.Containers.Single().HostPort);
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_EnginePublishedNothing_FailsAndLeavesNothing()
    {
        _fixture.Options.BasePort = 0;
        Engine.OnStarted = container => container.HostPort = null;

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.StartFailed);

        failure.Message.Should().Contain("8080").And.Contain("Network");
        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_EngineChoosesThePortAndReportsAnUnknownState_IsNotCalledEnded()
    {
        _fixture.Options.BasePort = 0;
        Engine.OnStarted = container => container.State = "meditating";

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.Unsupported);

        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_UnknownStateWhileItIsWaitedFor_IsNotCalledEnded()
    {
        _fixture.Health.Always = StubHealthHandler.Status(503);
        _fixture.After(TimeSpan.FromSeconds(1), () => Engine.Containers[0].State = "meditating");
        _fixture.Runner.Always("wait", Replies.Fail(1, "Error response from daemon: something went wrong\n"));

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.Unsupported);

        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_PermissionIsLostAfterTheStart_LeavesNothingAllTheSame()
    {
        _fixture.Options.BasePort = 0;
        _fixture.Runner.Next("container inspect", Replies.Of(Captures.Get("docker-cli-29.7.2", "daemon-socket-permission.run")));

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.PermissionDenied);

        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_EngineChoosesThePortButItEndsAtOnce_SaysWhy()
    {
        _fixture.Options.BasePort = 0;
        Engine.OnStarted = container => container.Exit(3, log: "no luck");

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        failure.ExitCode.Should().Be(3);
        failure.Output.Should().Be("no luck");
        ShouldHaveLeftNothing();
    }

    [Theory]
    [InlineData("invalid mount config for type \"bind\": bind source path does not exist: /nope", SandboxErrorCode.InvalidRequest)]
    [InlineData("failed to create task for container: OCI runtime create failed: exec: \"/nope\"", SandboxErrorCode.StartFailed)]
    [InlineData("something new", SandboxErrorCode.CommandFailed)]
    public async Task CreateAsync_StartRefused_HasTheEnginesWordsAndLeavesNothing(string text, SandboxErrorCode code)
    {
        _fixture.Runner.Next("run", (command, _) =>
        {
            Engine.Run(command);
            Engine.Containers[0].State = "created";
            return Task.FromResult(new ProcessResult(
                125, Engine.Containers[0].Id + "\n", $"docker: Error response from daemon: {text}\n\nRun 'docker run --help' for more information\n"));
        });

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), code);

        failure.Message.Should().Contain(text).And.Contain("local-sandbox-one").And.NotContain("--help");
        failure.ExitCode.Should().Be(125);
        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_AnswerIsNoContainerId_FailsAndLeavesNothing()
    {
        _fixture.Runner.Next("run", (command, _) =>
        {
            Engine.Run(command);
            return Task.FromResult(new ProcessResult(0, "hello\n", ""));
        });

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.CommandFailed);

        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_DaemonDown_IsRuntimeNotRunning()
    {
        Engine.IsDown = true;

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.RuntimeNotRunning);

        failure.Hint.Should().Contain("systemctl start docker");
        failure.IsTransient.Should().BeTrue();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_SocketForbidden_IsPermissionDenied()
    {
        _fixture.Runner.Next("run", Replies.Of(Captures.Get("docker-cli-29.7.2", "daemon-socket-permission.run")));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.PermissionDenied);

        failure.Hint.Should().Contain("'docker' group");
        _fixture.Runner.VerbsAfterDetection.Should().Equal("run");
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_EngineOlderThanTheCommandLine_IsUnsupported()
    {
        _fixture.Runner.Always("run", Replies.Of(Captures.Get("cross", "cli-29.1.5-engine-20.10.24.run")));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.Unsupported);

        failure.Hint.Should().Contain("DOCKER_API_VERSION");
    }

    [Fact]
    public async Task CreateAsync_ThreadAndOwnLabels_AreOnTheContainer()
    {
        _fixture.Options.Labels["team"] = "a,b=c";

        await _fixture.CreateAsync(new SandboxRequest("one") { ThreadId = "thread 1" });

        Engine.Containers.Single().Labels.Should().Contain("team", "a,b=c").And.Contain("io.localsandbox.thread", "thread_201")
            .And.Contain("io.localsandbox.prefix", "local-sandbox").And.Contain("io.localsandbox.image", "sandbox_3Atest")
            .And.ContainKeys("io.localsandbox.spec", "io.localsandbox.attempt");
    }

    [Fact]
    public async Task CreateAsync_StartTimeout_IsTheLimitOfTheRun()
    {
        await _fixture.CreateAsync();

        _fixture.Runner.CommandsOf("run").Single().Timeout.Should().Be(TimeSpan.FromMinutes(10));
        _fixture.Runner.CommandsOf("--version").Single().Timeout.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Dispose_WhileACreateWaits_EndsTheCreate()
    {
        _fixture.Health.Always = StubHealthHandler.Status(503);
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"));

        _fixture.Backend.Dispose();

        await FluentActions.Awaiting(() => _fixture.Clock.RunAsync(create)).Should().ThrowAsync<ObjectDisposedException>();
        ShouldHaveLeftNothing();
    }

    public void Dispose() => _fixture.Dispose();

    private void ShouldHaveLeftNothing()
    {
        Engine.Containers.Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }
}
