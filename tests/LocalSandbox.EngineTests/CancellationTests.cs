using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

public sealed class CancellationTests(ITestOutputHelper output) : EngineTest
{
    private const int Seed = 20_261_123;
    private const int Tries = 20;

    [EngineFact]
    public async Task CreateAsync_CancelledAtRandomMoments_LeavesNothing()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var backend = NewBackend();
        var slowest = TimeSpan.Zero;
        var leftAtReturn = 0;
        for (var i = 0; i < Tries; i++)
        {
            // Its own 400 ms keep the sandbox from being ready before the latest of these moments.
            var moment = TimeSpan.FromMilliseconds(random.Next(600));
            using var cancellation = new CancellationTokenSource(moment);
            var watch = Stopwatch.StartNew();

            var thrown = await FluentActions.Awaiting(() => backend.CreateAsync(Misbehaving($"try-{i}", "slow", 400), cancellation.Token))
                .Should().ThrowAsync<OperationCanceledException>("it was cancelled after {0} ms", moment.TotalMilliseconds);

            var late = watch.Elapsed - moment;
            slowest = late > slowest ? late : slowest;
            thrown.Which.CancellationToken.Should().Be(cancellation.Token);
            leftAtReturn += (await ContainersAsync()).Count;
        }

        output.WriteLine($"{Tries} tries: slowest return {slowest.TotalMilliseconds:0} ms after its cancellation, left when the calls returned: {leftAtReturn}");
        await Task.Delay(TimeSpan.FromSeconds(2));
        await ShouldHaveLeftNothingAsync();
        slowest.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [EngineFact]
    public async Task CreateAsync_ManyCancelledAtOnce_LeavesNothing()
    {
        var backend = NewBackend();
        using var cancellation = new CancellationTokenSource();
        var creating = Enumerable.Range(0, 10).Select(i => backend.CreateAsync(Misbehaving($"many-{i}", "never"), cancellation.Token)).ToList();
        await EventuallyAsync(async () => (await ContainersAsync()).Count > 2, "some starts");

        await cancellation.CancelAsync();

        foreach (var task in creating)
        {
            (await FluentActions.Awaiting(() => task).Should().ThrowAsync<OperationCanceledException>())
                .Which.CancellationToken.Should().Be(cancellation.Token);
        }

        await ShouldHaveLeftNothingAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_CancelledWhileItWaitsForReadiness_ReturnsSoonAndFreesItsPort()
    {
        var backend = NewBackend(options => options.PortRange = 1);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));

        await FluentActions.Awaiting(() => backend.CreateAsync(Misbehaving("hung", "never"), cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        await ShouldHaveLeftNothingAsync();
        (await backend.CreateAsync(Request("next"))).Url!.Port.Should().Be(BasePort);
    }

    [EngineFact]
    public async Task CreateAsync_CancelledWhileItWaitsForARivalsSandbox_LeavesTheRivalsAlone()
    {
        var rival = NewBackend(options => options.ReadyTimeout = TimeSpan.Zero);
        var theirs = await rival.CreateAsync(Misbehaving("rivals", "never"));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        var thrown = await FluentActions.Awaiting(() => NewBackend().CreateAsync(Request("rivals"), cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        thrown.Which.CancellationToken.Should().Be(cancellation.Token);
        (await rival.IsAliveAsync(theirs)).Should().BeTrue();
    }

    [EngineFact]
    public async Task EveryOperation_TokenCancelledBefore_StartsNothing()
    {
        var runner = new InterceptingRunner();
        var backend = NewBackend(runner: runner);
        var sandbox = await backend.CreateAsync(Request("there"));
        runner.Forget();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var token = cancellation.Token;

        Func<Task>[] operations =
        [
            () => backend.CreateAsync(Request("new"), token),
            () => backend.DestroyAsync(sandbox, token),
            () => backend.IsAliveAsync(sandbox, token),
            () => backend.DiscoverAsync("there", token),
            () => backend.ListRunningAsync(token),
            () => backend.GetOrCreateAsync(Request("there"), token),
        ];
        foreach (var operation in operations)
        {
            (await operation.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(token);
        }

        runner.Ended.Should().BeEmpty();
        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
    }
}
