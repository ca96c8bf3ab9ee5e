using LocalSandbox.Leases;
using LocalSandbox.Runtimes;
using LocalSandbox.Telemetry;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Lifecycle;

/// <summary>Decides about the container that already holds the name of a sandbox to create.</summary>
internal sealed partial class SandboxAdoption(
    IRuntimeDialect dialect,
    SandboxView view,
    ReadinessWatch readiness,
    SandboxRemoval removal,
    KnownSandboxes known,
    LeaseFolder leases,
    LocalSandboxOptions options,
    SandboxTelemetry telemetry,
    TimeProvider timeProvider,
    ILogger logger)
{
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A rival's container is "created" for a fraction of a second before it runs. The lock says whether a process still works on it, but
    /// only to processes that share the folder of locks; this is for those that do not.
    /// </summary>
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    /// <summary>A process whose sandbox has just died gets so long to find out why, before the dead container is replaced.</summary>
    private static readonly TimeSpan LongestInquest = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = logger;

    /// <summary>Adopts the container, waits for it, or removes it.</summary>
    /// <returns>The adopted container, or null when the name is free now.</returns>
    /// <exception cref="SandboxException">The container is foreign, not allowed to be adopted, or not getting ready.</exception>
    public async Task<AdoptedSandbox?> ResolveAsync(ContainerSpec wanted, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        while (await dialect.InspectAsync(wanted.Name, cancellationToken).ConfigureAwait(false) is { } facts)
        {
            ThrowIfForeign(facts);
            SandboxView.ThrowIfUnrecognized(facts);
            if (facts.State is ContainerState.Running)
            {
                if (await TryAdoptAsync(facts, wanted, cancellationToken).ConfigureAwait(false) is { } adopted)
                {
                    return adopted;
                }
            }
            else if (await TryReplaceAsync(facts, timeProvider.GetElapsedTime(started), cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
            else
            {
                await Task.Delay(PauseBetweenLooks, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Waits for a running container to answer, or removes it where the policy says so; null when it has to be looked at again.</summary>
    private async Task<AdoptedSandbox?> TryAdoptAsync(ContainerFacts facts, ContainerSpec wanted, CancellationToken cancellationToken)
    {
        var lease = await leases.ShareAsync(wanted.Name, options.StopTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsToBeReplaced(facts, wanted))
            {
                await removal.StopAndRemoveAsync(facts.Id, cancellationToken).ConfigureAwait(false);
            }
            else if (await IsReadyAsync(facts, wanted, cancellationToken).ConfigureAwait(false))
            {
                LogAdopted(facts.Name, facts.Id);
                var adopted = new AdoptedSandbox(facts, lease);
                lease = null;
                return adopted;
            }

            // Removed, or it ended while it was waited for: the next look says what is left of it.
            return null;
        }
        finally
        {
            lease?.Dispose();
        }
    }

    /// <summary>Removes a container that does not run and is not going to; false when it has to be looked at again.</summary>
    private async Task<bool> TryReplaceAsync(ContainerFacts facts, TimeSpan waited, CancellationToken cancellationToken)
    {
        var isDead = facts.State is ContainerState.Exited or ContainerState.Dead or ContainerState.Paused;
        if (!isDead && waited < (facts.State is ContainerState.Created ? LongestStart : options.StopTimeout))
        {
            return false;
        }

        if (isDead)
        {
            // This process itself may have used it until it died.
            known.Disuse(facts.Id);
        }

        using var lease = leases.TryTakeAlone(facts.Name);
        if (lease is null && !(isDead && waited >= LongestInquest))
        {
            // A living process works on it.
            return waited < options.ReadyTimeout + LongestStart ? false : throw StillStarting(facts, waited);
        }

        // By id, so that a container which a rival puts in its place meanwhile is safe.
        LogReplacing(facts.Name, facts.Id, facts.State);
        await removal.RemoveAsync(facts.Id, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static SandboxException StillStarting(ContainerFacts facts, TimeSpan waited) => new(
        SandboxErrorCode.NotReady,
        $"Container '{facts.Name}' is '{facts.State}', and another process has been working on it for {waited.InSeconds()}.")
    {
        Hint = "Try again later; if it stays so, that process hangs.",
    };

    private void ThrowIfForeign(ContainerFacts facts)
    {
        if (!view.IsOurs(facts))
        {
            throw new SandboxException(
                SandboxErrorCode.NameTaken, $"The name '{facts.Name}' is taken by container '{facts.Id}', which is not one of ours.")
            {
                Hint = $"Remove or rename that container yourself, or set {nameof(LocalSandboxOptions.ContainerPrefix)} to another prefix.",
            };
        }
    }

    /// <summary>Compares what the container was made from with what is wanted now, and applies the policy.</summary>
    private bool IsToBeReplaced(ContainerFacts facts, ContainerSpec wanted)
    {
        var isReachable = view.HostPort(facts) is not null;
        var difference = isReachable ? DescribeDifference(facts, wanted) : $"another port than {wanted.ContainerPort}";
        if (difference.Length == 0)
        {
            return false;
        }

        switch (options.SpecMismatch)
        {
            case SpecMismatchPolicy.Recreate:
                LogRecreating(facts.Name, facts.Id, difference);
                return true;

            case SpecMismatchPolicy.Adopt when isReachable:
                LogAdoptingMismatch(facts.Name, facts.Id, difference);
                return false;

            default:
                throw new SandboxException(
                    SandboxErrorCode.NameTaken, $"Container '{facts.Name}' runs already and was made with {difference}.")
                {
                    Hint = $"Destroy the sandbox first, or set {nameof(LocalSandboxOptions.SpecMismatch)} to {nameof(SpecMismatchPolicy.Recreate)}.",
                };
        }
    }

    private string DescribeDifference(ContainerFacts facts, ContainerSpec wanted)
    {
        var made = SandboxFingerprint.Of(wanted).DescribeDifference(SandboxFingerprint.Parse(facts.Labels.GetValueOrDefault(SandboxLabels.Spec)));
        var addresses = view.OtherAddresses(facts);
        return addresses.Length == 0 ? made
            : $"{(made.Length == 0 ? "" : $"{made}, ")}its port published on {addresses} instead of {wanted.BindAddress}";
    }

    private async Task<bool> IsReadyAsync(ContainerFacts facts, ContainerSpec wanted, CancellationToken cancellationToken)
    {
        if (options.ReadyTimeout == TimeSpan.Zero)
        {
            // Looked at again, because only since the lease nobody can take it for unused and remove it.
            return await dialect.InspectAsync(facts.Id, cancellationToken).ConfigureAwait(false) is { State: ContainerState.Running };
        }

        var url = view.Url(view.HostPort(facts)!.Value);
        return await telemetry.ReadyAsync(
            async () => await readiness.WaitAsync(facts.Id, url, options.ReadyTimeout, cancellationToken).ConfigureAwait(false) switch
            {
                ReadinessOutcome.Ready => true,
                ReadinessOutcome.NotReady slow => throw SandboxFailures.NotReady(dialect, wanted, url, options, slow.LastAnswer),
                _ => false,
            }).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Adopted the running sandbox in container {ContainerName} ({ContainerId})")]
    private partial void LogAdopted(string containerName, string containerId);

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning,
        Message = "Replacing container {ContainerName} ({ContainerId}), which holds the name of a sandbox but is {State}")]
    private partial void LogReplacing(string containerName, string containerId, ContainerState state);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning,
        Message = "Recreating container {ContainerName} ({ContainerId}), because it was made with {Difference}")]
    private partial void LogRecreating(string containerName, string containerId, string difference);

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning,
        Message = "Adopting container {ContainerName} ({ContainerId}) although it was made with {Difference}")]
    private partial void LogAdoptingMismatch(string containerName, string containerId, string difference);
}
