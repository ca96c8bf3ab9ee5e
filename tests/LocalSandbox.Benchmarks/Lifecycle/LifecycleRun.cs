using System.Diagnostics;
using System.Security.Cryptography;
using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;
using LocalSandbox.Benchmarks.Reporting;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>The comparison on the real engine: each part in turn, and whatever happens, nothing of it is left on the engine.</summary>
internal static class LifecycleRun
{
    private const string WarmUp = "warm-up";

    private static readonly (string Name, Func<Session, CancellationToken, Task> RunAsync)[] Parts =
    [
        ("idle", IdleWork.RunAsync),
        (WarmUp, WarmUpAsync),
        ("parse", ParseWork.RunAsync),
        ("create", CreateWork.RunAsync),
        ("seen", SeenWork.RunAsync),
        ("read", ReadWork.RunAsync),
        ("first-use", FirstUseWork.RunAsync),
        ("profile", ProfileWork.RunAsync),
        ("start-up", StartUpWork.RunAsync),
        ("deaf", DeafWork.RunAsync),
        ("burst", BurstWork.RunAsync),
    ];

    public static async Task<int> RunAsync(LifecycleOptions options, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var image = Environment.GetEnvironmentVariable("LOCALSANDBOX_TEST_IMAGE") is { Length: > 0 } named ? named : "localsandbox/test-sandbox:1";
        var prefix = "lsbench-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var plainImage = $"localsandbox/{prefix}:plain";
        var measurements = new Measurements();
        var machine = await Machine.DescribeAsync(cancellationToken);
        await TestcontainersContender.PrepareAsync(cancellationToken);
        Console.WriteLine($"{machine}; everything of this run is called {prefix}-…");
        Console.WriteLine("Testcontainers runs without its reaper (TESTCONTAINERS_RYUK_DISABLED): its image cannot be pulled without a registry.");
        try
        {
            await PlainImage.MakeAsync(prefix, image, plainImage, cancellationToken);
            using var session = new Session(options, prefix, image, plainImage, measurements);
            foreach (var (_, run) in Parts.Where(part => part.Name == WarmUp || options.Includes(part.Name)))
            {
                await run(session, cancellationToken);
            }
        }
        finally
        {
            await Leftovers.RemoveAllAsync(prefix, plainImage);
        }

        LifecycleReport.Write(measurements, machine, options, Stopwatch.GetElapsedTime(started));
        return measurements.All.Any(series => series.Errors.Count > 0) ? 1 : 0;
    }

    /// <summary>Everybody once, unmeasured: code is compiled, the engine's caches are filled.</summary>
    private static Task WarmUpAsync(Session session, CancellationToken cancellationToken)
    {
        var workload = Workload.ListeningAfter(0, session.Image);
        return session.TakeTurnsAsync(
            "warming up",
            rounds: 2,
            async contender => await contender.DestroyAsync(
                await contender.CreateAsync(session.NextId(), workload, cancellationToken), cancellationToken),
            cancellationToken);
    }
}
