using LocalSandbox.Leases;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Sweeping;

/// <summary>One sweep: it decides about each container of ours behind that container's lock, held alone.</summary>
internal sealed partial class Sweep(
    IReadOnlyList<ContainerFacts> containers,
    LocalRuntime runtime,
    SandboxView view,
    KnownSandboxes known,
    LeaseFolder leases,
    LocalSandboxOptions options,
    TimeSpan? removeUnusedAfter,
    TimeProvider timeProvider,
    ILogger logger)
{
    private readonly ILogger _logger = logger;

    public IReadOnlyList<ContainerFacts> Containers => containers;

    /// <summary>Decides about one container; null when it is gone already.</summary>
    public async Task<SweptSandbox?> DecideAsync(ContainerFacts listed, CancellationToken cancellationToken)
    {
        try
        {
            // Without waiting: whoever has it is alive.
            using var lease = leases.TryTakeAlone(listed.Name);
            if (lease is null)
            {
                return Keep(listed, SandboxUse.InUse, "a living process uses it");
            }

            // Looked at again, because only now nothing about it can be changed by another process of ours.
            var facts = await runtime.Dialect.InspectAsync(listed.Id, cancellationToken).ConfigureAwait(false);
            if (facts is null)
            {
                known.Forget(listed.Id);
                return null;
            }

            return facts.Name != listed.Name ? Keep(facts, SandboxUse.Undecided, $"it was renamed from '{listed.Name}' just now")
                : await DecideAloneAsync(facts, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            LogUndecided(e, listed.Name, listed.Id);
            return Keep(listed, SandboxUse.Undecided, e.Message);
        }
    }

    /// <summary>Deletes the lock files of sandboxes that are gone; that it cannot must not cost the account of what was removed.</summary>
    public void RemoveUnusedLocks()
    {
        try
        {
            leases.RemoveUnused();
        }
        catch (SandboxException e)
        {
            LogLocksLeft(e, leases.Path);
        }
    }

    private async Task<SweptSandbox?> DecideAloneAsync(ContainerFacts facts, CancellationToken cancellationToken)
    {
        switch (facts.State)
        {
            case ContainerState.Created:
                // However young: nobody who shares the locks is starting it, and what a killed host left must be gone within seconds.
                return await RemoveAsync(facts, SandboxUse.Dead, "it was made but never started", cancellationToken).ConfigureAwait(false);

            case ContainerState.Exited or ContainerState.Dead:
                return await RemoveAsync(facts, SandboxUse.Dead, facts.ExitCode is { } code ? $"its process ended with exit code {code}" : "its process ended", cancellationToken)
                    .ConfigureAwait(false);

            case ContainerState.Running or ContainerState.Paused when IsPastAge(facts):
                return await RemoveAsync(facts, SandboxUse.Unused, $"no living process uses it, and it is older than {removeUnusedAfter}", cancellationToken)
                    .ConfigureAwait(false);

            case ContainerState.Running when view.Describe(facts)?.Url is { } url:
                return await DecideRunningAsync(facts, url, cancellationToken).ConfigureAwait(false);

            default:
                return Keep(facts, SandboxUse.Undecided, $"it is '{facts.State}'");
        }
    }

    /// <summary>Asks whether it is healthy; one whose process ends meanwhile is decided about by what is left of it.</summary>
    private async Task<SweptSandbox?> DecideRunningAsync(ContainerFacts facts, Uri url, CancellationToken cancellationToken)
    {
        var outcome = options.DiscoverTimeout == TimeSpan.Zero
            ? new ReadinessOutcome.Ready()
            : await runtime.Readiness.WaitAsync(facts.Id, url, options.DiscoverTimeout, cancellationToken).ConfigureAwait(false);
        return outcome switch
        {
            ReadinessOutcome.Ready => Keep(facts, SandboxUse.Unused, "it is healthy, and a restarted host may look for it"),
            ReadinessOutcome.NotReady slow => Keep(facts, SandboxUse.Undecided, $"it runs, but {slow.LastAnswer}"),
            ReadinessOutcome.Ended { Facts: { } ended } => await DecideAloneAsync(ended, cancellationToken).ConfigureAwait(false),
            _ => null,
        };
    }

    /// <summary>By the engine's date and this machine's clock; a container without a date is never old.</summary>
    private bool IsPastAge(ContainerFacts facts) => timeProvider.GetUtcNow() - facts.CreatedAt >= removeUnusedAfter;

    private async Task<SweptSandbox> RemoveAsync(ContainerFacts facts, SandboxUse use, string reason, CancellationToken cancellationToken)
    {
        await (use is SandboxUse.Dead
            ? runtime.Removal.RemoveAsync(facts.Id, cancellationToken)
            : runtime.Removal.StopAndRemoveAsync(facts.Id, cancellationToken)).ConfigureAwait(false);
        LogRemoved(facts.Name, facts.Id, reason);
        return new SweptSandbox(facts.Name, facts.Id, use, IsRemoved: true, reason);
    }

    private static SweptSandbox Keep(ContainerFacts facts, SandboxUse use, string reason) => new(facts.Name, facts.Id, use, IsRemoved: false, reason);

    [LoggerMessage(EventId = 40, Level = LogLevel.Information, Message = "Swept away container {ContainerName} ({ContainerId}): {Reason}")]
    private partial void LogRemoved(string containerName, string containerId, string reason);

    [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "Container {ContainerName} ({ContainerId}) was left alone by a sweep")]
    private partial void LogUndecided(Exception exception, string containerName, string containerId);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "The sweep could not remove lock files that nobody uses any more from '{LockFolder}'")]
    private partial void LogLocksLeft(Exception exception, string lockFolder);
}
