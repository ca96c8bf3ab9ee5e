using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>What a host costs that has 50 sandboxes and does nothing with them. First of all: later, others' timers would be counted too.</summary>
internal static class IdleWork
{
    private const int Sandboxes = 50;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        Console.WriteLine("an idle host with 50 sandboxes");
        var timersBefore = Timer.ActiveCount;
        var runner = new CountingRunner();
        using var backend = session.Library.NewBackend(session.Image, runner);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Sandboxes),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (_, token) => await backend.CreateAsync(new SandboxRequest(session.NextId()), token));

        // What creating left to be done in the background (a watch that is ended) is not idling yet.
        Thread.Sleep(TimeSpan.FromSeconds(1));
        var before = runner.Count;

        // Not a delay, which would be a timer itself.
        Thread.Sleep(Idle);
        session.Measurements.Count(Works.IdleCalls, runner.Count - before);
        session.Measurements.Count(Works.IdleTimers, Timer.ActiveCount - timersBefore);

        var running = await backend.ListRunningAsync(cancellationToken);
        await Leftovers.RemoveAsync([.. running.Select(sandbox => sandbox.ContainerId!)]);
    }
}
