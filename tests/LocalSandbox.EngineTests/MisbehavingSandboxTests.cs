using System.Diagnostics;
using System.Net.Sockets;
using LocalSandbox.EngineTests.Harness;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

public sealed class MisbehavingSandboxTests(ITestOutputHelper output) : EngineTest
{
    /// <summary>Half a second is promised; a machine that builds and tests at once is given more.</summary>
    private static readonly TimeSpan ExitNoticedWithin = TimeSpan.FromSeconds(2);

    [EngineFact]
    public async Task CreateAsync_ExitsAtOnce_SaysWhySoonAndLeavesNothing()
    {
        var failure = await ShouldExitEarlyAsync(Request("short", (Mode, "exit"), ("SANDBOX_EXIT_CODE", "42")));

        failure.ExitCode.Should().Be(42);
        failure.Output.Should().Contain("sandbox: cannot start: giving up");
        failure.Message.Should().Contain("42").And.Contain("giving up");
        failure.IsTransient.Should().BeFalse();
    }

    [EngineTheory]
    [InlineData(300)]
    [InlineData(1200)]
    public async Task CreateAsync_ExitsAfterAWhile_SaysWhySoonWithItsLast50LogLines(int delay)
    {
        var failure = await ShouldExitEarlyAsync(Misbehaving("later", "exit-after", delay));

        failure.ExitCode.Should().Be(3);
        failure.Output!.Split('\n').Should().HaveCount(50).And.HaveElementAt(0, "sandbox: log line 11 of 60")
            .And.HaveElementAt(49, "sandbox: log line 60 of 60");
    }

    [EngineFact]
    public async Task CreateAsync_KilledForItsMemory_SaysSo()
    {
        var failure = await ShouldExitEarlyAsync(Misbehaving("greedy", "oom"), options => options.Memory = "32m");

        failure.ExitCode.Should().Be(137);
        failure.Message.Should().Contain("32m of memory");
        failure.Hint.Should().Contain(nameof(LocalSandboxOptions.Memory));
    }

    [EngineFact]
    public async Task CreateAsync_ExitsWithAutoRemove_TellsTheExitCodeOrWhyItCannot()
    {
        var backend = NewBackend(options => options.AutoRemove = true);

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Misbehaving("gone", "exit-after", 300)), SandboxErrorCode.ExitedEarly);

        // The engine removes the container while it is looked at.
        if (failure.ExitCode is null)
        {
            failure.Hint.Should().Contain(nameof(LocalSandboxOptions.AutoRemove));
        }
        else
        {
            failure.ExitCode.Should().Be(3);
        }

        await ShouldHaveLeftNothingAsync();
    }

    [EngineTheory]
    [InlineData("never", "failed")]
    [InlineData("unhealthy", "503")]
    public async Task CreateAsync_NeverGetsHealthy_FailsAtTheDeadlineWithTheLastAnswerAndLeavesNothing(string mode, string lastAnswer)
    {
        var backend = NewBackend(options => options.ReadyTimeout = TimeSpan.FromSeconds(2));
        var watch = Stopwatch.StartNew();

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Misbehaving("sick", mode)), SandboxErrorCode.NotReady);

        output.WriteLine($"{mode}, ready timeout 2 s: {watch.ElapsedMilliseconds} ms: {failure.Message}");
        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(1.9)).And.BeLessThan(TimeSpan.FromSeconds(8));
        failure.Message.Should().Contain(lastAnswer).And.Contain("/v1/sandbox");
        failure.IsTransient.Should().BeTrue();
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_WrongHealthPath_SaysThatItAnswered404()
    {
        var backend = NewBackend(options => (options.HealthPath, options.ReadyTimeout) = ("/nothing-here", TimeSpan.FromSeconds(1)));

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Request("lost")), SandboxErrorCode.NotReady);

        failure.Message.Should().Contain("404").And.Contain("/nothing-here");
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_DeafAndNeverHealthy_IsRemovedWithoutWaitingForIt()
    {
        var backend = NewBackend(options =>
            (options.HealthPath, options.ReadyTimeout, options.StopGracePeriod) = ("/no", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)));
        var watch = Stopwatch.StartNew();

        await ShouldFailAsync(() => backend.CreateAsync(Misbehaving("deaf", "deaf")), SandboxErrorCode.NotReady);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15));
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_ForksUntilItsLimit_StillServesAndCanBeDestroyed()
    {
        var backend = NewBackend(options => options.PidsLimit = 40);
        var bomb = await backend.CreateAsync(Misbehaving("bomb", "forkbomb"));
        var neighbour = await backend.CreateAsync(Request("neighbour"));

        await ShouldBeReachableAsync(neighbour);
        (await backend.IsAliveAsync(bomb)).Should().BeTrue();
        await backend.DestroyAsync(bomb);
        await backend.DestroyAsync(neighbour);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_FloodsItsLog_HarmsNobody()
    {
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("flood", (Mode, "flood"), ("SANDBOX_FLOOD_MB", "16")));

        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
        await backend.DestroyAsync(sandbox);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_HealthHandlerOfTheHostIsBroken_FailsSoonAndLeavesNothing()
    {
        using var broken = new BrokenHandler();
        using var backend = new LocalContainerBackend(NewOptions(), healthHandler: broken);

        await FluentActions.Awaiting(() => backend.CreateAsync(Request("unasked")).WaitAsync(TimeSpan.FromSeconds(15)))
            .Should().ThrowAsync<InvalidOperationException>();

        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_ConnectionIsResetWhileItIsMade_IsTriedAgain()
    {
        // The HTTP client lets this one escape unwrapped when Docker's proxy resets a connection right after accepting it.
        using var handler = new FirstFailsHandler(new SocketException((int)SocketError.NotConnected));
        using var backend = new LocalContainerBackend(NewOptions(), healthHandler: handler);

        await ShouldBeReachableAsync(await backend.CreateAsync(Request("reset")));
    }

    private async Task<SandboxException> ShouldExitEarlyAsync(SandboxRequest request, Action<LocalSandboxOptions>? change = null)
    {
        var runner = new InterceptingRunner();
        var backend = NewBackend(change, runner);

        var failure = await ShouldFailAsync(() => backend.CreateAsync(request), SandboxErrorCode.ExitedEarly);

        var noticedAfter = DateTimeOffset.UtcNow - runner.FinishedAt();
        output.WriteLine($"'{request.Environment[Mode]}' noticed and cleaned up {noticedAfter.TotalMilliseconds:0} ms after its exit; calls: {string.Join(", ", runner.Verbs)}");
        noticedAfter.Should().BeLessThan(ExitNoticedWithin);
        await ShouldHaveLeftNothingAsync();
        return failure;
    }

    private sealed class BrokenHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The host's handler is broken.");
    }

    private sealed class FirstFailsHandler(Exception failure) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        private int _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _asked) == 1 ? throw failure : base.SendAsync(request, cancellationToken);
    }
}
