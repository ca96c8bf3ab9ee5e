using System.Diagnostics;
using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>How much later than an independent prober a contender knows that its sandbox answers. In rounds of its own: the prober disturbs.</summary>
internal static class SeenWork
{
    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var delay in new[] { 120, 900 })
        {
            var workload = Workload.ListeningAfter(delay, session.Image);
            var work = Works.Seen(workload);
            await session.TakeTurnsAsync(work, session.Options.Rounds, contender => TurnAsync(contender, workload, work), cancellationToken);
        }

        async Task TurnAsync(IContender contender, Workload workload, string work)
        {
            var prober = Prober.Start(contender.NextPort);
            Sandbox sandbox;
            long seen;
            try
            {
                sandbox = await contender.CreateAsync(session.NextId(), workload, cancellationToken);
                seen = Stopwatch.GetTimestamp();
            }
            finally
            {
                prober.Stop();
            }

            await contender.DestroyAsync(sandbox, cancellationToken);

            // Without an answer of its own the prober says nothing about this round; one a moment after the contender's says it was at once.
            if (prober.FirstAnswer is { } first)
            {
                session.Measurements.Of(work, contender.Name).Add(new Sample(Math.Max(0, Stopwatch.GetElapsedTime(first, seen).TotalMilliseconds)));
            }
        }
    }
}
