using Xunit.Abstractions;

namespace LocalSandbox.EngineTests.Conformance;

public sealed class CancellationTests(ITestOutputHelper output) : ConformanceTest
{
    private const int Tries = 5;

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_CancelledAtRandomMoments_LeavesNothing(string runtime)
    {
        Use(runtime);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var backend = NewBackend();

        for (var i = 0; i < Tries; i++)
        {
            // A sandbox that never answers: no moment is too late.
            using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(800)));
            await IsCancelledAsync(backend.CreateAsync(Misbehaving($"try-{i}", "never"), caller.Token), caller);
        }

        backend.ReservedPortCount.Should().Be(0);
        await EventuallyAsync(async () => (await Runtime.ContainersAsync(Prefix)).Count == 0, "what the runtime was still busy with");
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_CancelledWhileItIsWaitedFor_LeavesNothing(string runtime)
    {
        Use(runtime);
        using var caller = new CancellationTokenSource();
        var creating = NewBackend().CreateAsync(Misbehaving("cancelled", "never"), caller.Token);
        await EventuallyAsync(async () => (await Runtime.ContainersAsync(Prefix)).Values.Contains("running"), "the container's start");

        await caller.CancelAsync();

        await IsCancelledAsync(creating, caller);
        await ShouldHaveLeftNothingAsync();
    }

    private static async Task IsCancelledAsync(Task task, CancellationTokenSource caller) =>
        (await FluentActions.Awaiting(() => task).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
}
