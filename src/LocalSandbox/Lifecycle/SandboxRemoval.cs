using LocalSandbox.Runtimes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Lifecycle;

/// <summary>Removes containers that are known to be ours, by their id, and returns when they are gone and forgotten.</summary>
internal sealed partial class SandboxRemoval(
    IRuntimeDialect dialect, KnownSandboxes known, LocalSandboxOptions options, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = logger;

    /// <summary>Lets the process end by itself within the grace period, then removes the container by force.</summary>
    /// <exception cref="SandboxException">It is not certain that the container is gone.</exception>
    public async Task StopAndRemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(options.StopTimeout, timeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        try
        {
            await StopAsync(containerId, stop.Token).ConfigureAwait(false);
            await RemoveAsync(containerId, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NotGone(SandboxErrorCode.TimedOut, containerId, e);
        }
    }

    private async Task StopAsync(string containerId, CancellationToken cancellationToken)
    {
        if (options.StopGracePeriod == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await dialect.StopAsync(containerId, options.StopGracePeriod, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e) when (e.Code is not (
            SandboxErrorCode.RuntimeNotRunning or SandboxErrorCode.RuntimeNotInstalled or SandboxErrorCode.PermissionDenied))
        {
            // Removal by force is the escalation; whether that worked decides. Only where nobody answers it would be the same failure again.
            LogStopFailed(e, containerId);
        }
    }

    /// <summary>Kills and removes at once.</summary>
    /// <exception cref="SandboxException">It is not certain that the container is gone.</exception>
    public async Task RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        if (await dialect.RemoveAsync(containerId, cancellationToken).ConfigureAwait(false))
        {
            known.Forget(containerId);
            return;
        }

        // Somebody else's removal is under way; with a large writable layer it takes ten seconds and more.
        var pause = ShortestPause;
        while (timeProvider.GetElapsedTime(started) < options.StopTimeout)
        {
            if (await dialect.InspectAsync(containerId, cancellationToken).ConfigureAwait(false) is null)
            {
                known.Forget(containerId);
                return;
            }

            await Task.Delay(pause, timeProvider, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        throw NotGone(SandboxErrorCode.StopFailed, containerId, null);
    }

    private SandboxException NotGone(SandboxErrorCode code, string containerId, Exception? cause) => new(
        code, $"Container '{containerId}' is not gone after {options.StopTimeout.InSeconds()}.", cause)
    {
        Hint = "Destroy the sandbox again later; the engine's log says what holds it up.",
    };

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "Container {ContainerId} could not be stopped; it is removed by force")]
    private partial void LogStopFailed(Exception exception, string containerId);
}
