using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.TestKit;

public sealed class InMemoryFaultsTests : IDisposable
{
    private static readonly SandboxRequest One = new("one");

    private readonly FakeTimeProvider _clock = new();
    private readonly InMemorySandboxBackend _backend;

    public InMemoryFaultsTests() => _backend = new InMemorySandboxBackend(timeProvider: _clock);

    [Fact]
    public async Task CreateAsync_SlowStart_WaitsByTheClock()
    {
        _backend.Behave("one", new SandboxBehavior { ReadyAfter = TimeSpan.FromSeconds(30) });

        var create = _backend.CreateAsync(One);
        create.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(30));

        (await create.AtOnceAsync()).Url.Should().NotBeNull();
    }

    [Fact]
    public async Task CreateAsync_NeverReady_IsNotReadyAndLeavesNothing()
    {
        _backend.Behavior = new SandboxBehavior { ReadyAfter = Timeout.InfiniteTimeSpan };

        var create = _backend.CreateAsync(One);
        _clock.Advance(TimeSpan.FromSeconds(60));

        var failure = await FailsAsync(create, SandboxErrorCode.NotReady);
        failure.IsTransient.Should().BeTrue();
        failure.Hint.Should().Contain("ReadyTimeout");
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task CreateAsync_ExitsAtOnce_TellsCodeAndLogWithoutSecrets()
    {
        _backend.Behave("one", new SandboxBehavior { Exit = new SandboxExit(3, "loading\nno licence for s3cr3t-value\n") });

        var failure = await FailsAsync(
            _backend.CreateAsync(One with { Environment = new Dictionary<string, string> { ["KEY"] = "s3cr3t-value" } }), SandboxErrorCode.ExitedEarly);

        failure.ExitCode.Should().Be(3);
        failure.Output.Should().Contain("no licence for").And.NotContain("s3cr3t-value");
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task CreateAsync_ExitsWhileItStarts_EndsWithIt()
    {
        _backend.Behave("one", new SandboxBehavior
        {
            ReadyAfter = TimeSpan.FromSeconds(30),
            Exit = new SandboxExit(1, "crashed") { After = TimeSpan.FromSeconds(2) },
        });

        var failure = await FailsAsync(_clock.RunAsync(_backend.CreateAsync(One)), SandboxErrorCode.ExitedEarly);

        failure.Output.Should().Be("crashed");
        _clock.GetUtcNow().Should().BeBefore(_clock.Start + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task CreateAsync_StartRefused_ThrowsWhatTheEngineSays()
    {
        _backend.Behavior = new SandboxBehavior { RefuseStart = () => new SandboxException(SandboxErrorCode.StartFailed, "no such device") };

        var failure = await FailsAsync(_backend.CreateAsync(One), SandboxErrorCode.StartFailed);

        failure.Message.Should().Be("no such device");
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task CreateAsync_NameTaken_LeavesTheForeignContainerAlone()
    {
        _backend.TakeName("one");

        var failure = await FailsAsync(_backend.CreateAsync(One), SandboxErrorCode.NameTaken);

        failure.Hint.Should().Contain("ContainerPrefix");
        (await _backend.DiscoverAsync("one")).Should().BeNull();
        await _backend.DestroyAsync(new SandboxInfo("one"));
        await FailsAsync(_backend.CreateAsync(One), SandboxErrorCode.NameTaken);
    }

    [Fact]
    public async Task CreateAsync_Canceled_LeavesNothing()
    {
        _backend.Behavior = new SandboxBehavior { ReadyAfter = TimeSpan.FromSeconds(30) };
        using var caller = new CancellationTokenSource();

        var create = _backend.CreateAsync(One, caller.Token);
        await caller.CancelAsync();

        var failure = await FluentActions.Awaiting(() => create.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>();
        failure.Which.CancellationToken.Should().Be(caller.Token);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Operations_EngineDown_ThrowWithADockerHintAndWorkAgainLater()
    {
        var sandbox = await _backend.CreateAsync(One);
        _backend.IsEngineDown = true;
        Task[] operations =
        [
            _backend.CreateAsync(One), _backend.DiscoverAsync("one"), _backend.IsAliveAsync(sandbox), _backend.ListRunningAsync(), _backend.DestroyAsync(sandbox),
        ];

        foreach (var operation in operations)
        {
            var failure = await FailsAsync(operation, SandboxErrorCode.RuntimeNotRunning);
            failure.IsTransient.Should().BeTrue();
            failure.Hint.Should().Be(new DockerErrors().HintFor(SandboxErrorCode.RuntimeNotRunning));
        }

        _backend.IsEngineDown = false;
        (await _backend.IsAliveAsync(sandbox)).Should().BeTrue();
    }

    [Fact]
    public async Task IsAliveAsync_OutOfContact_ThrowsAndIsNeverFalse()
    {
        var sandbox = await _backend.CreateAsync(One);
        var other = await _backend.CreateAsync(new SandboxRequest("other"));
        _backend.LoseContact("one");

        await FailsAsync(_backend.IsAliveAsync(sandbox), SandboxErrorCode.RuntimeNotRunning);
        await FailsAsync(_backend.DiscoverAsync("one"), SandboxErrorCode.RuntimeNotRunning);
        await FailsAsync(_backend.ListRunningAsync(), SandboxErrorCode.RuntimeNotRunning);
        await FailsAsync(_backend.DestroyAsync(sandbox), SandboxErrorCode.RuntimeNotRunning);
        (await _backend.IsAliveAsync(other)).Should().BeTrue();

        _backend.RegainContact("one");
        (await _backend.IsAliveAsync(sandbox)).Should().BeTrue();
    }

    [Fact]
    public async Task Kill_RunningSandbox_IsDeadAndRefusesConnections()
    {
        using var http = new HttpClient();
        var sandbox = await _backend.CreateAsync(One);

        _backend.Kill("one");

        (await _backend.IsAliveAsync(sandbox)).Should().BeFalse();
        (await _backend.ListRunningAsync()).Should().BeEmpty();
        await FluentActions.Awaiting(() => http.GetAsync(sandbox.Url)).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Exit_SomeTimeAfterReady_EndsTheSandboxByTheClock()
    {
        _backend.Behavior = new SandboxBehavior { Exit = new SandboxExit(1) { After = TimeSpan.FromHours(1) } };
        var sandbox = await _backend.CreateAsync(One);

        _clock.Advance(TimeSpan.FromMinutes(59));
        (await _backend.IsAliveAsync(sandbox)).Should().BeTrue();
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await _backend.IsAliveAsync(sandbox)).Should().BeFalse();
    }

    [Fact]
    public async Task Exit_WithAutoRemove_LeavesNothingToAdopt()
    {
        using var backend = new InMemorySandboxBackend(new LocalSandboxOptions { AutoRemove = true });
        var sandbox = await backend.CreateAsync(One);
        backend.Kill("one");

        (await backend.IsAliveAsync(sandbox)).Should().BeFalse();
        backend.TakeName("one");
    }

    [Fact]
    public void Faults_OfNoSandbox_SayWhatIsWrongWithTheTest()
    {
        foreach (var fault in new[] { () => _backend.Kill("one"), () => _backend.LoseContact("one"), () => _backend.RegainContact("one") })
        {
            fault.Should().Throw<InvalidOperationException>().WithMessage("*'one'*");
        }

        _backend.TakeName("one");
        FluentActions.Invoking(() => _backend.TakeName("one")).Should().Throw<InvalidOperationException>();
    }

    public void Dispose() => _backend.Dispose();

    private static async Task<SandboxException> FailsAsync(Task task, SandboxErrorCode code)
    {
        var failure = await FluentActions.Awaiting(() => task.AtOnceAsync()).Should().ThrowAsync<SandboxException>();
        failure.Which.Code.Should().Be(code, failure.Which.ToString());
        return failure.Which;
    }

    private async Task NothingIsLeftAsync()
    {
        (await _backend.ListRunningAsync()).Should().BeEmpty();
        _backend.TakeName("one");
    }
}
