using System.Collections.Concurrent;
using LocalSandbox.Sweeping;

namespace LocalSandbox;

/// <summary>Removes what dead processes left of their sandboxes. It works when it is called and at no other time.</summary>
/// <remarks>
/// A sandbox is in use while a living process that created, adopted or discovered it has not destroyed it; processes tell each other by
/// locks in <see cref="LocalSandboxOptions.LockFolder"/>, which end with the process, however it ends. Nothing in use is ever touched.
/// </remarks>
/// <param name="backend">The backend whose prefix, runtime and options are used.</param>
public sealed class SandboxSweeper(LocalContainerBackend backend)
{
    private const int MostAtOnce = 8;

    /// <summary>
    /// Looks at the sandboxes of every process, in every state, and removes those that are dead or half-made and that no living process works on.
    /// </summary>
    /// <param name="removeUnusedAfter">
    /// The age from which running sandboxes that no living process uses are removed too; <see langword="null"/> keeps them, because a
    /// restarted host wants to find its sandboxes again.
    /// </param>
    /// <param name="cancellationToken">Gives up; what was removed so far stays removed.</param>
    /// <returns>What became of every sandbox, and why.</returns>
    /// <exception cref="SandboxException">The runtime could not be asked which sandboxes there are; nothing was removed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="removeUnusedAfter"/> is negative.</exception>
    public Task<SandboxSweepResult> SweepAsync(TimeSpan? removeUnusedAfter = null, CancellationToken cancellationToken = default)
    {
        if (removeUnusedAfter < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(removeUnusedAfter), removeUnusedAfter, "An age is not negative.");
        }

        return backend.SweepAsync(removeUnusedAfter, sweep => RunAsync(sweep, cancellationToken), cancellationToken);
    }

    private static async Task<SandboxSweepResult> RunAsync(Sweep sweep, CancellationToken cancellationToken)
    {
        var swept = new ConcurrentBag<SweptSandbox>();
        await Parallel.ForEachAsync(
            sweep.Containers,
            new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
            async (facts, token) =>
            {
                if (await sweep.DecideAsync(facts, token).ConfigureAwait(false) is { } sandbox)
                {
                    swept.Add(sandbox);
                }
            }).ConfigureAwait(false);

        sweep.RemoveUnusedLocks();
        return new SandboxSweepResult([.. swept]);
    }
}
