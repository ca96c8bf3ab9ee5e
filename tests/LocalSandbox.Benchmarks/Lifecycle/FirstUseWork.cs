using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>What a backend's first use costs more than its second, detection of the runtime included.</summary>
internal static class FirstUseWork
{
    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        Console.WriteLine("first and second use of a backend");
        var sandbox = await session.Library.CreateAsync(session.NextId(), Workload.ListeningAfter(0, session.Image), cancellationToken);
        for (var round = 0; round < session.Options.Rounds; round++)
        {
            var runner = new CountingRunner();
            using var backend = session.Library.NewBackend(session.Image, runner);
            await UseAsync(Works.FirstUse, Works.FirstUseCalls);
            await UseAsync(Works.SecondUse, Works.SecondUseCalls);

            async Task UseAsync(string work, string calls)
            {
                var before = runner.Count;
                var sample = await Meter.MeasureAsync(() => backend.DiscoverAsync(sandbox.Id, cancellationToken));
                session.Measurements.Of(work, session.Library.Name).Add(sample);
                if (round == 0)
                {
                    session.Measurements.Count(calls, runner.Count - before);
                }
            }
        }

        await session.Library.DestroyAsync(sandbox, cancellationToken);
    }
}
