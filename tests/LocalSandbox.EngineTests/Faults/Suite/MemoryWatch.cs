using System.Runtime;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>Watches how far the memory of this process grows, at its highest, above what it was at the beginning.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly long _managedBefore;
    private readonly long _workingSetBefore;
    private volatile bool _isStopped;

    private MemoryWatch()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        _managedBefore = GC.GetTotalMemory(forceFullCollection: true);
        _workingSetBefore = Environment.WorkingSet;
        _ = Task.Run(WatchAsync);
    }

    /// <summary>Gets the growth of what the garbage collector has handed out, garbage included, in bytes.</summary>
    public long Managed { get; private set; }

    /// <summary>Gets the growth of the memory that the system has given to this process, in bytes.</summary>
    public long WorkingSet { get; private set; }

    public static MemoryWatch Start() => new();

    public void Dispose() => _isStopped = true;

    private async Task WatchAsync()
    {
        while (!_isStopped)
        {
            Managed = Math.Max(Managed, GC.GetTotalMemory(forceFullCollection: false) - _managedBefore);
            WorkingSet = Math.Max(WorkingSet, Environment.WorkingSet - _workingSetBefore);
            await Task.Delay(Pause);
        }
    }
}
