using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

public sealed class CancelledCreateTests(FaultSuite suite) : FaultTest(suite)
{
    private static readonly TimeSpan LatestMoment = TimeSpan.FromMilliseconds(600);

    /// <summary>The engine finishes what a client had sent to it.</summary>
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(2);

    private int _thereAtReturn;

    [EngineFact]
    public async Task CreateAsync_CancelledAtARandomMoment_LeavesNothing()
    {
        var row = Begin(1, "create cancelled at a random moment, 0 to 600 ms", "cancellation to the call's return");
        var random = Plan.Random(row.Number);
        var backend = NewBackend();
        await TryAsync(row, fullTries: 200, async i =>
        {
            var moment = random.NextDouble() * LatestMoment;
            using var cancellation = new CancellationTokenSource();

            // It is not ready before the latest of these moments.
            var creating = backend.CreateAsync(Misbehaving($"try-{i}", "slow", 600), cancellation.Token);
            await Task.Delay(moment);
            var watch = Stopwatch.StartNew();
            await cancellation.CancelAsync();

            var thrown = await FluentActions.Awaiting(() => creating).Should().ThrowAsync<OperationCanceledException>();
            row.Recovered(watch.Elapsed);

            thrown.Which.CancellationToken.Should().Be(cancellation.Token);
            backend.ReservedPortCount.Should().Be(0);
            await ShouldBeGoneAsync();
        });

        row.Notes.Add($"{_thereAtReturn} containers were still there when their call returned");
        await EndAsync(row);
    }

    private async Task ShouldBeGoneAsync()
    {
        var watch = Stopwatch.StartNew();
        IReadOnlyList<string> left;
        for (var looks = 0; (left = await ContainersAsync()).Count > 0 && watch.Elapsed < GoneWithin; looks++)
        {
            _thereAtReturn += looks == 0 ? left.Count : 0;
        }

        left.Should().BeEmpty("all is gone {0} s after the call's return", GoneWithin.TotalSeconds);
    }
}
