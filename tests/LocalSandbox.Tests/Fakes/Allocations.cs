namespace LocalSandbox.Tests.Fakes;

/// <summary>What a piece of work allocates on this thread.</summary>
internal static class Allocations
{
    /// <summary>The least of several tries: the first ones compile code and fill the pools of buffers.</summary>
    public static long Of(Func<object?> work)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
