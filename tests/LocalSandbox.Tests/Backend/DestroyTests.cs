using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

public sealed class DestroyTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    private FakeEngine Engine => _fixture.Engine;

    [Fact]
    public async Task DestroyAsync_Running_StopsWithTheGracePeriodAndRemovesById()
    {
        _fixture.Options.StopGracePeriod = TimeSpan.FromSeconds(2.5);
        var sandbox = await _fixture.CreateAsync();

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Runner.CommandsOf("stop").Single().Arguments.Should().Equal("stop", "-t", "3", sandbox.ContainerId);
        _fixture.Runner.CommandsOf("rm").Single().Arguments.Should().Equal("rm", "-f", "-v", sandbox.ContainerId);
        Engine.Containers.Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DestroyAsync_Twice_IsNoError()
    {
        var sandbox = await _fixture.CreateAsync();

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();
        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "stop", "rm", "container inspect");
    }

    [Fact]
    public async Task DestroyAsync_ByIdOnly_FindsItByItsName()
    {
        Engine.AddSandbox("one");

        await _fixture.Backend.DestroyAsync(new SandboxInfo("one")).AtOnceAsync();

        Engine.Containers.Should().BeEmpty();
    }

    [Theory]
    [InlineData("exited")]
    [InlineData("created")]
    [InlineData("paused")]
    [InlineData("dead")]
    public async Task DestroyAsync_NotRunning_IsRemovedAllTheSame(string state)
    {
        Engine.AddSandbox("one", state);

        await _fixture.Backend.DestroyAsync(new SandboxInfo("one")).AtOnceAsync();

        Engine.Containers.Should().BeEmpty();
    }

    [Fact]
    public async Task DestroyAsync_VanishesMeanwhile_IsNoError()
    {
        var sandbox = await _fixture.CreateAsync();
        Engine.Drop(Engine.Containers[0]);

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DestroyAsync_OtherGenerationUnderTheName_IsLeftAlone()
    {
        var old = await _fixture.CreateAsync();
        Engine.Drop(Engine.Containers[0]);
        var current = Engine.AddSandbox("one");

        await _fixture.Backend.DestroyAsync(old).AtOnceAsync();

        Engine.Containers.Should().Equal(current);
    }

    [Fact]
    public async Task DestroyAsync_ForeignNameOrId_TouchesNothing()
    {
        var foreign = Engine.Add(new FakeContainer(FakeEngine.NewId(), "local-sandbox-one"));
        var postgres = Engine.Add(new FakeContainer(FakeEngine.NewId(), "postgres"));

        await _fixture.Backend.DestroyAsync(new SandboxInfo("one")).AtOnceAsync();
        await _fixture.Backend.DestroyAsync(new SandboxInfo("one") { ContainerId = postgres.Id }).AtOnceAsync();
        await _fixture.Backend.DestroyAsync(new SandboxInfo("one") { ContainerName = "postgres" }).AtOnceAsync();

        Engine.Containers.Should().Equal(foreign, postgres);
        _fixture.Runner.VerbsAfterDetection.Should().OnlyContain(verb => verb == "container inspect");
        _fixture.Logged(LogLevel.Warning).Should().HaveCount(3).And.OnlyContain(record => record.Message.Contains("foreign"));
    }

    [Fact]
    public async Task DestroyAsync_SandboxOfAnotherPrefix_TouchesNothing()
    {
        var theirs = Engine.AddSandbox("b-one", prefix: "local-sandbox");
        theirs.Labels["io.localsandbox.prefix"] = "local-sandbox-b";

        await _fixture.Backend.DestroyAsync(new SandboxInfo("b-one")).AtOnceAsync();

        Engine.Containers.Should().Equal(theirs);
    }

    [Fact]
    public async Task DestroyAsync_StopFails_RemovesByForce()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("stop", Replies.Fail(1, "Error response from daemon: cannot stop container: tried to kill it\n"));

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        Engine.Containers.Should().BeEmpty();
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should().Contain("by force");
    }

    [Theory]
    [InlineData("unknown shorthand flag: 't' in -t\n\nUsage:  docker stop [OPTIONS] CONTAINER [CONTAINER...]\n")]
    [InlineData("Error response from daemon: OCI runtime create failed: words that a row knows from another command\n")]
    [InlineData("Error response from daemon: No such image: words that a row knows from another command\n")]
    public async Task DestroyAsync_StopFailsForWhateverReasonOfItsOwn_RemovesByForce(string error)
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("stop", Replies.Fail(1, error));

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        Engine.Containers.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock\n", SandboxErrorCode.PermissionDenied)]
    public async Task DestroyAsync_StopFindsNoEngine_DoesNotAskItForMore(string error, SandboxErrorCode expected)
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("stop", Replies.Fail(1, error));

        await _fixture.FailsAsync(_fixture.Backend.DestroyAsync(sandbox), expected);

        _fixture.Runner.CommandsOf("rm").Should().BeEmpty();
    }

    [Fact]
    public async Task DestroyAsync_StopTimesOut_RemovesByForce()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("stop", Replies.Throws(() => new TimeoutException()));

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        Engine.Containers.Should().BeEmpty();
    }

    [Fact]
    public async Task DestroyAsync_RemovalFails_KeepsThePortUntilARetrySucceeds()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("rm", Replies.Fail(1, "Error response from daemon: driver \"overlay2\" failed to remove root filesystem\n"));

        var failure = await _fixture.FailsAsync(_fixture.Backend.DestroyAsync(sandbox), SandboxErrorCode.StopFailed);

        failure.Message.Should().Contain("overlay2");
        failure.IsTransient.Should().BeTrue();
        _fixture.Backend.ReservedPortCount.Should().Be(1);

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DestroyAsync_RemovalTimesOut_IsTimedOutAndKeepsThePort()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("rm", Replies.Throws(() => new TimeoutException()));

        await _fixture.FailsAsync(_fixture.Backend.DestroyAsync(sandbox), SandboxErrorCode.TimedOut);

        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task DestroyAsync_DaemonDown_FailsAndKeepsThePort()
    {
        var sandbox = await _fixture.CreateAsync();
        Engine.IsDown = true;

        await _fixture.FailsAsync(_fixture.Backend.DestroyAsync(sandbox), SandboxErrorCode.RuntimeNotRunning);

        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("null\n", "")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n", "")]
    [InlineData("", "WARNING: Error loading config file: /root/.docker/config.json: EOF\n")]
    public async Task DestroyAsync_CommandLineSucceedsWithoutNamingTheContainer_IsBelievedOnlyWhenItIsGone(string output, string error)
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Always("rm", Replies.Ok(output, error));

        var destroy = () => _fixture.Clock.RunAsync(_fixture.Backend.DestroyAsync(sandbox));
        (await destroy.Should().ThrowAsync<SandboxException>()).Which.IsTransient.Should().BeTrue();
        _fixture.Backend.ReservedPortCount.Should().Be(1);
        Engine.Drop(Engine.Containers[0]);
        await destroy();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(13)]
    [InlineData(100)]
    public async Task DestroyAsync_RemovalAlreadyUnderWay_WaitsForItsEnd(double seconds)
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("rm", Replies.Of(Captures.Get("docker-29.7.2", "rm-f-in-progress")));
        _fixture.After(TimeSpan.FromSeconds(seconds), () => Engine.Drop(Engine.Containers[0]));
        var before = _fixture.Clock.GetUtcNow();

        await _fixture.Clock.RunAsync(_fixture.Backend.DestroyAsync(sandbox));

        (_fixture.Clock.GetUtcNow() - before).Should().BeCloseTo(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(1));
        _fixture.Runner.CommandsOf("rm").Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DestroyAsync_RemovalNeverEnds_FailsAfterStopTimeout()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Always("rm", Replies.Of(Captures.Get("docker-29.7.2", "rm-f-in-progress")));
        var before = _fixture.Clock.GetUtcNow();

        var destroy = () => _fixture.Clock.RunAsync(_fixture.Backend.DestroyAsync(sandbox));

        (await destroy.Should().ThrowAsync<SandboxException>()).Which.IsTransient.Should().BeTrue();

        // Generous: the clock is moved on until the failure has come through.
        (_fixture.Clock.GetUtcNow() - before).Should().BeCloseTo(TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(60));
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task DestroyAsync_CommandHangs_FailsAfterStopTimeout()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("stop", Replies.Hangs());

        var failure = await _fixture.FailsAsync(_fixture.Backend.DestroyAsync(sandbox), SandboxErrorCode.TimedOut);

        failure.Message.Should().Contain("120 s");
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task DestroyAsync_Canceled_EndsAtOnceAndKeepsThePort()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Next("stop", Replies.Hangs());
        using var caller = new CancellationTokenSource();
        var destroy = _fixture.Backend.DestroyAsync(sandbox, caller.Token);

        await caller.CancelAsync();

        await FluentActions.Awaiting(() => destroy.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>()
            .Where(e => e.CancellationToken == caller.Token);
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task DestroyAsync_ManyAtOnce_AllSucceed()
    {
        var sandbox = await _fixture.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _fixture.Backend.DestroyAsync(sandbox)))).AtOnceAsync();

        Engine.Containers.Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Theory]
    [InlineData("x", null, null)]
    [InlineData("one", "-x", null)]
    [InlineData("one", null, "a b")]
    public async Task DestroyAsync_BadInput_FailsBeforeAnythingRuns(string sandboxId, string? containerName, string? containerId)
    {
        var sandbox = new SandboxInfo(sandboxId) { ContainerName = containerName, ContainerId = containerId };

        await _fixture.FailsAsync(_fixture.Backend.DestroyAsync(sandbox), SandboxErrorCode.InvalidRequest);

        _fixture.Runner.Commands.Should().BeEmpty();
    }

    public void Dispose() => _fixture.Dispose();
}
