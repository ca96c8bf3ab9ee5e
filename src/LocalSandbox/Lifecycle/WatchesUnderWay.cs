using System.Collections.Concurrent;

namespace LocalSandbox.Lifecycle;

/// <summary>
/// The exit watches of this process that have not ended yet. Each has a command running, which would outlive the host: for as long as the
/// container runs, or stopped for ever, because a killed process is stopped first and a host that ends just then does not come to kill it.
/// </summary>
internal static class WatchesUnderWay
{
    /// <summary>A host that ends must end, whatever becomes of a watch.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly ConcurrentDictionary<Task, CancellationTokenSource> Watches = [];

    static WatchesUnderWay() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    public static void Add(Task watch, CancellationTokenSource stop) => Watches[watch] = stop;

    public static void Remove(Task watch) => Watches.TryRemove(watch, out _);

    private static void EndAll()
    {
        var ended = Watches.Select(watch => EndAsync(watch.Key, watch.Value)).ToArray();
        Task.WaitAll(ended, Patience);
    }

    private static async Task EndAsync(Task watch, CancellationTokenSource stop)
    {
        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }

        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
