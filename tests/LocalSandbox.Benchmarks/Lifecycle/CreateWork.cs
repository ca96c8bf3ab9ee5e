using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>From the call to a sandbox that has answered; and, of the sandbox that serves at once, its polite end.</summary>
internal static class CreateWork
{
    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var delay in new[] { 0, 120, 900 })
        {
            var workload = Workload.ListeningAfter(delay, session.Image);
            var work = Works.Create(workload);
            await session.TakeTurnsAsync(work, session.Options.Rounds, contender => TurnAsync(contender, workload), cancellationToken);

            async Task TurnAsync(IContender contender, Workload workload)
            {
                Sandbox? sandbox = null;
                var sample = await Meter.MeasureAsync(async () =>
                    sandbox = await contender.CreateAsync(session.NextId(), workload, cancellationToken));
                session.Measurements.Of(work, contender.Name).Add(sample);

                var end = await Meter.MeasureAsync(() => contender.DestroyAsync(sandbox!, cancellationToken));
                if (delay == 0)
                {
                    session.Measurements.Of(Works.DestroyPolite, contender.Name).Add(end);
                }
            }
        }
    }
}
