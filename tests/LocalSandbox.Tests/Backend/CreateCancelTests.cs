using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

/// <summary>Creates that are given up, or that get no answer: nothing of them may stay.</summary>
public sealed class CreateCancelTests : IDisposable
{
    private readonly BackendFixture _fixture = new();
    private readonly CancellationTokenSource _caller = new();

    private FakeEngine Engine => _fixture.Engine;

    [Fact]
    public async Task CreateAsync_CanceledWhileRunIsInFlight_LetsItFinishAndRemovesTheContainer()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var kill = default(CancellationToken);
        _fixture.Runner.Next("run", async (command, cancellationToken) =>
        {
            kill = cancellationToken;
            await gate.Task.WaitAsync(cancellationToken);
            return Engine.Run(command);
        });
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);

        await _caller.CancelAsync();
        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));

        kill.IsCancellationRequested.Should().BeFalse();
        create.IsCompleted.Should().BeFalse();
        gate.SetResult();
        await ShouldBeCanceledAsync(create);
        Engine.Containers.Should().BeEmpty();
        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "rm");
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_CanceledAndRunNeverEnds_KillsItAfterItsBudgetAndLooksTwice()
    {
        _fixture.Runner.Next("run", Replies.Hangs());
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);
        await _caller.CancelAsync();
        var before = _fixture.Clock.GetUtcNow();

        await _fixture.IsCanceledAsync(create, _caller.Token);

        (_fixture.Clock.GetUtcNow() - before).Should().BeCloseTo(TimeSpan.FromSeconds(10.25), TimeSpan.FromMilliseconds(500));
        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "container inspect", "container inspect");
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(142)]
    public async Task CreateAsync_ContainerAppearsAfterTheKill_IsFoundAndRemoved(int millisecondsLater)
    {
        _fixture.Runner.Next("run", async (command, cancellationToken) =>
        {
            try
            {
                return await Replies.Hangs()(command, cancellationToken);
            }
            finally
            {
                _fixture.After(TimeSpan.FromMilliseconds(millisecondsLater), () =>
                {
                    Engine.Run(command);
                    Engine.Containers[0].State = "created";
                });
            }
        });
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);
        await _caller.CancelAsync();

        await _fixture.IsCanceledAsync(create, _caller.Token);

        Engine.Containers.Should().BeEmpty();
        _fixture.Runner.CommandsOf("rm").Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_CanceledWhileWaitingUntilReady_RemovesTheContainer()
    {
        _fixture.Health.Always = StubHealthHandler.Hangs();
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(3));

        await _caller.CancelAsync();

        await ShouldBeCanceledAsync(create);
        Engine.Containers.Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_ListedWhileStartingThenCancelled_HoldsNoPort()
    {
        _fixture.Health.Always = StubHealthHandler.Hangs();
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);
        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().ContainSingle();

        await _caller.CancelAsync();

        await ShouldBeCanceledAsync(create);
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_CanceledBetweenTheListAndItsAnswer_HoldsNoPort()
    {
        _fixture.Health.Always = StubHealthHandler.Hangs();
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Engine.HoldNextInspect(gate.Task);
        var list = _fixture.Backend.ListRunningAsync();

        await _caller.CancelAsync();
        await ShouldBeCanceledAsync(create);
        gate.SetResult();
        await list.AtOnceAsync();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_CanceledButTheRemovalFails_StillReportsTheCancellation()
    {
        _fixture.Health.Always = StubHealthHandler.Hangs();
        _fixture.Runner.Always("rm", Replies.Fail(1, "Error response from daemon: driver failed to remove root filesystem\n"));
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);

        await _caller.CancelAsync();

        await ShouldBeCanceledAsync(create);
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should().Contain("local-sandbox-one");
    }

    [Fact]
    public async Task CreateAsync_RunTimesOut_LooksUntilTwoMissesAndFails()
    {
        _fixture.Runner.Next("run", Replies.Throws(() => new TimeoutException()));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.TimedOut);

        failure.Message.Should().Contain("docker run").And.Contain("600 s");
        failure.IsTransient.Should().BeTrue();
        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "container inspect", "container inspect");
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_RunTimesOutAndLeavesAContainer_RemovesItAndLooksAgain()
    {
        _fixture.Runner.Next("run", (command, _) =>
        {
            Engine.Run(command);
            throw new TimeoutException();
        });

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.TimedOut);

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "container inspect", "rm", "container inspect", "container inspect");
        Engine.Containers.Should().BeEmpty();
    }

    [Theory]
    [InlineData(137, "")]
    [InlineData(1, "something that nobody has heard of")]
    public async Task CreateAsync_RunIsKilledByTheSystemAndTheContainerAppearsLater_IsFoundAndRemoved(int exitCode, string error)
    {
        _fixture.Runner.Next("run", (command, _) =>
        {
            _fixture.After(TimeSpan.FromMilliseconds(142), () => Engine.Run(command));
            return Task.FromResult(new ProcessResult(exitCode, "", error));
        });

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.CommandFailed);
        _fixture.Clock.Advance(TimeSpan.FromSeconds(1));

        Engine.Containers.Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_RunTimesOutBesideARival_LeavesTheRivalAlone()
    {
        var rival = Engine.AddSandbox("one");
        _fixture.Runner.Next("run", Replies.Throws(() => new TimeoutException()));

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.TimedOut);

        Engine.Containers.Should().Equal(rival);
    }

    [Fact]
    public async Task CreateAsync_CanceledInTheDetection_EndsAtOnceAndTheNextOneUsesItsAnswer()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _fixture.Runner.Next("--version", Replies.After(gate.Task, Replies.Ok("Docker version 29.7.2, build 1\n")));
        var first = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);

        await _caller.CancelAsync();
        await ShouldBeCanceledAsync(first);
        gate.SetResult();
        await _fixture.Backend.CreateAsync(new SandboxRequest("one")).AtOnceAsync();

        _fixture.Runner.Verbs.Should().Equal("--version", "run");
    }

    [Fact]
    public async Task CreateAsync_ArgumentListTooLong_IsInvalidRequest()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        _fixture.Runner.Next("run", Replies.Throws(() => new System.ComponentModel.Win32Exception(7)));

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.InvalidRequest);

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_CanceledAndRunRefused_RemovesNothingOfOthers()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var rival = Engine.AddSandbox("one");
        _fixture.Runner.Next("run", Replies.After(gate.Task, (command, _) => Task.FromResult<ProcessResult>(Engine.Run(command))));
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), _caller.Token);

        await _caller.CancelAsync();
        gate.SetResult();

        await ShouldBeCanceledAsync(create);
        Engine.Containers.Should().Equal(rival);
    }

    public void Dispose()
    {
        _caller.Dispose();
        _fixture.Dispose();
    }

    /// <summary>Without any time passing on the clock.</summary>
    private async Task ShouldBeCanceledAsync(Task task) =>
        await FluentActions.Awaiting(() => task.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>()
            .Where(e => e.CancellationToken == _caller.Token);
}
