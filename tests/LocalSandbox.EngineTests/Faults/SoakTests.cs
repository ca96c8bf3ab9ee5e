using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

public sealed class SoakTests(FaultSuite suite) : FaultTest(suite)
{
    private const int InFlight = 8;
    private const int Rounds = 10;

    private const long MegaByte = 1024 * 1024;

    /// <summary>Of a heap of some ten megabytes; one kilobyte lost in each of the 900 tries after the first 100 would be seen.</summary>
    private const long MostGrowth = MegaByte / 2;

    /// <summary>The runtime's own: a timer, a thread of the pool that has not gone yet, a descriptor of either.</summary>
    private const int Slack = 4;

    [EngineFact(Needs = Needs.Linux)]
    public async Task CreateCallDestroy_AThousandTimes_GrowsNothing()
    {
        var row = Begin(12, $"soak: create, call, destroy with {InFlight} in flight", "one create, call and destroy");
        var tries = Plan.Tries(1000);
        row.Plan(tries);

        // No log and no runner that remembers: what grows is the library's.
        using var backend = new LocalContainerBackend(NewOptions());
        var readings = new List<Reading>();
        foreach (var round in Enumerable.Range(0, tries).Chunk((int)Math.Ceiling(tries / (double)Rounds)))
        {
            await Parallel.ForEachAsync(round, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (i, _) => await row.TryAsync(async () =>
            {
                var watch = Stopwatch.StartNew();
                var sandbox = await backend.CreateAsync(Request($"soak-{i}"), CancellationToken.None);
                await ShouldBeReachableAsync(sandbox);
                await backend.DestroyAsync(sandbox, CancellationToken.None);
                row.Recovered(watch.Elapsed);
            }));
            readings.Add(await Reading.TakeAsync(backend));
            SuiteLog.Write($"12. soak: after {row.Tries}: {readings[^1]}");
        }

        row.Notes.Add($"after the first {tries / Rounds}: {readings[0]}");
        row.Notes.Add($"at the end: {readings[^1]}");
        row.Check(() => readings[^1].ShouldNotHaveGrownSince(readings[0]));
        backend.Dispose();
        await EndAsync(row);
    }

    private sealed record Reading(int Descriptors, int Threads, int Children, int Ports, long Managed)
    {
        /// <summary>Lets what was only on its way out go, and reads.</summary>
        public static async Task<Reading> TakeAsync(LocalContainerBackend backend)
        {
            var children = await ChildProcesses.OfThisProcessAsync(TimeSpan.FromSeconds(2));
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            return new Reading(
                Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
                Directory.EnumerateFileSystemEntries("/proc/self/task").Count(),
                children.Count,
                backend.ReservedPortCount,
                GC.GetTotalMemory(forceFullCollection: true));
        }

        public override string ToString() =>
            $"{Descriptors} descriptors, {Threads} threads, {Children} children, {Ports} ports, {Managed / (double)MegaByte:0.00} MB managed";

        public void ShouldNotHaveGrownSince(Reading first)
        {
            Descriptors.Should().BeLessThanOrEqualTo(first.Descriptors + Slack);
            Threads.Should().BeLessThanOrEqualTo(first.Threads + Slack);
            Children.Should().Be(0);
            Ports.Should().Be(0);
            Managed.Should().BeLessThan(first.Managed + MostGrowth);
        }
    }
}
