using System.Collections.Concurrent;
using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>Many conversations that begin at once.</summary>
internal static class BurstWork
{
    private const int Sandboxes = 50;
    private const int AtATime = 8;

    /// <summary>For an engine to finish the removal of so many.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        var workload = Workload.ListeningAfter(0, session.Image);
        return session.TakeTurnsAsync(Works.Burst, session.Options.Bursts, TurnAsync, cancellationToken);

        async Task TurnAsync(IContender contender)
        {
            var made = new ConcurrentBag<Sandbox>();
            try
            {
                var sample = await Meter.MeasureAsync(() => Parallel.ForEachAsync(
                    Enumerable.Range(0, Sandboxes),
                    new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
                    async (_, token) => made.Add(await contender.CreateAsync(session.NextId(), workload, token))));
                session.Measurements.Of(Works.Burst, contender.Name).Add(sample);
            }
            finally
            {
                // Not by the contender: its own way to destroy is measured elsewhere, and would take its time here.
                await Leftovers.RemoveAsync([.. made.Select(sandbox => sandbox.ContainerId)]);
            }

            if (contender == session.Library)
            {
                // A list lets the library find out that they are gone, and give their ports free.
                await contender.ListAsync(session.Prefix, cancellationToken);
            }

            await Task.Delay(Settling, cancellationToken);
        }
    }
}
