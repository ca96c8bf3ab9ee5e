using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>Removes what one attempt to start a container left behind, in whatever state, and nothing else.</summary>
internal sealed class AttemptCleanup(IRuntimeDialect dialect, SandboxRemoval removal, TimeProvider timeProvider)
{
    private static readonly TimeSpan[] PausesBetweenLooks =
        [TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(750), TimeSpan.FromSeconds(2)];

    /// <summary>
    /// Looks once when the engine has had its last word. Where something may still come, as of a command line that was killed, looks again until two looks in a row find nothing:
    /// the engine finishes what was sent to it, and the container appeared up to 142 ms later on Docker 20.10 and 29.
    /// </summary>
    public async Task RemoveAsync(string containerName, string attempt, bool mayStillCome, CancellationToken cancellationToken)
    {
        var misses = await RemoveOnceAsync(containerName, attempt, cancellationToken).ConfigureAwait(false) ? 0 : 1;
        if (!mayStillCome)
        {
            return;
        }

        foreach (var pause in PausesBetweenLooks)
        {
            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
            misses = await RemoveOnceAsync(containerName, attempt, cancellationToken).ConfigureAwait(false) ? 0 : misses + 1;
            if (misses == 2)
            {
                return;
            }
        }
    }

    private async Task<bool> RemoveOnceAsync(string containerName, string attempt, CancellationToken cancellationToken)
    {
        var facts = await dialect.InspectAsync(containerName, cancellationToken).ConfigureAwait(false);
        if (facts is null || facts.Labels.GetValueOrDefault(SandboxLabels.Attempt) != attempt)
        {
            return false;
        }

        await removal.RemoveAsync(facts.Id, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
