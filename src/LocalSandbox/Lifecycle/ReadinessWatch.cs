using LocalSandbox.Health;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>Waits for a running container to answer, and watches meanwhile whether its process ends.</summary>
internal sealed class ReadinessWatch(IRuntimeDialect dialect, SandboxHealthPoller poller, LocalSandboxOptions options, TimeProvider timeProvider)
{
    /// <summary>A sandbox that answers by then costs no second call.</summary>
    private static readonly TimeSpan ExitWatchDelay = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(250);

    public async Task<ReadinessOutcome> WaitAsync(string containerId, Uri url, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = poller.WaitUntilReadyAsync(new Uri(url, options.HealthPath), timeout, stop.Token);
        var exit = WatchForExitAsync(containerId, timeout, stop.Token);
        WatchesUnderWay.Add(exit, stop);
        try
        {
            await Task.WhenAny(answer, exit).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();

            // Both may have happened: a sandbox that answered and then ended is one that ended. Asking may also have failed, and that of a
            // sandbox that never ends: then there is nothing to wait for any more.
            if (exit.IsCompletedSuccessfully || !answer.IsCompleted)
            {
                return new ReadinessOutcome.Ended(await exit.ConfigureAwait(false));
            }

            var last = await answer.ConfigureAwait(false);
            return last.IsReady ? new ReadinessOutcome.Ready() : new ReadinessOutcome.NotReady(last.Last);
        }
        finally
        {
            // Not awaited: killing the watching process takes longer than everything else that is left to do for a ready sandbox.
            _ = EndAsync(stop, answer, exit);
        }
    }

    /// <summary>Returns when the container is certainly not running any more, with what is left of it; null when it is gone.</summary>
    private async Task<ContainerFacts?> WatchForExitAsync(string containerId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await Task.Delay(ExitWatchDelay, timeProvider, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            try
            {
                await dialect.WaitForExitAsync(containerId, timeout + options.CommandTimeout, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (SandboxException)
            {
                // The watch broke, which says nothing about the sandbox; the look that follows does, or fails with the reason.
            }

            var facts = await dialect.InspectAsync(containerId, cancellationToken).ConfigureAwait(false);
            SandboxView.ThrowIfUnrecognized(facts);
            if (facts is not { State: ContainerState.Running or ContainerState.Paused or ContainerState.Restarting })
            {
                return facts;
            }

            await Task.Delay(PauseBetweenLooks, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(CancellationTokenSource stop, Task answer, Task exit)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(answer, exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        WatchesUnderWay.Remove(exit);
        stop.Dispose();
    }
}
