using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>The end of what does not end by itself: a process that handles no signal, and one that ignores SIGTERM on purpose.</summary>
internal static class DeafWork
{
    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        await TurnsAsync(Works.DestroyWithoutHandler, Workload.WithoutHandler(session.PlainImage));
        await TurnsAsync(Works.DestroyDeaf, Workload.Deaf(session.Image));

        Task TurnsAsync(string work, Workload workload) => session.TakeTurnsAsync(
            work,
            session.Options.LongRounds,
            async contender =>
            {
                var sandbox = await contender.CreateAsync(session.NextId(), workload, cancellationToken);
                var sample = await Meter.MeasureAsync(() => contender.DestroyAsync(sandbox, cancellationToken));
                session.Measurements.Of(work, contender.Name).Add(sample);
            },
            cancellationToken);
    }
}
