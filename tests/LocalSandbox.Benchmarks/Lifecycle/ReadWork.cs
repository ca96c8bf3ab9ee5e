using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>What only asks, of sandboxes that the library made and that are the same for all contenders.</summary>
internal static class ReadWork
{
    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        var workload = Workload.ListeningAfter(0, session.Image);
        List<Sandbox> sandboxes = [await session.Library.CreateAsync(session.NextId(), workload, cancellationToken)];
        await TurnsAsync(Works.Discover, contender => contender.DiscoverAsync(sandboxes[0].ContainerName, cancellationToken));
        await TurnsAsync(Works.IsAlive, async contender =>
            Expect(await contender.IsAliveAsync(sandboxes[0], cancellationToken), contender, "says a running sandbox is dead"));

        foreach (var count in new[] { 1, 10, 50 })
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count - sandboxes.Count),
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
                async (_, token) =>
                {
                    var sandbox = await session.Library.CreateAsync(session.NextId(), workload, token);
                    lock (sandboxes)
                    {
                        sandboxes.Add(sandbox);
                    }
                });
            await TurnsAsync(Works.List(count), async contender =>
                Expect(await contender.ListAsync(session.Prefix, cancellationToken) == count, contender, $"does not list {count}"));
        }

        await OneByOneAsync(session, cancellationToken);
        await Leftovers.RemoveAsync([.. sandboxes.Select(sandbox => sandbox.ContainerId)]);
        await session.Library.ListAsync(session.Prefix, cancellationToken);

        Task TurnsAsync(string work, Func<IContender, Task> operation) => session.TakeTurnsAsync(
            work,
            session.Options.Rounds * 2,
            async contender => session.Measurements.Of(work, contender.Name).Add(await Meter.MeasureAsync(() => operation(contender))),
            cancellationToken,
            isOnlyAsking: true);
    }

    private static async Task OneByOneAsync(Session session, CancellationToken cancellationToken)
    {
        for (var round = 0; round < session.Options.LongRounds; round++)
        {
            var sample = await Meter.MeasureAsync(() => session.BareCli.ListOneByOneAsync(session.Prefix, cancellationToken));
            session.Measurements.Of(Works.ListOneByOne, session.BareCli.Name).Add(sample);
        }
    }

    private static void Expect(bool isRight, IContender contender, string otherwise)
    {
        if (!isRight)
        {
            throw new InvalidOperationException($"{contender.Name} {otherwise}.");
        }
    }
}
