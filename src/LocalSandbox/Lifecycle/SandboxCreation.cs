using LocalSandbox.Leases;
using LocalSandbox.Networking;
using LocalSandbox.Runtimes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Lifecycle;

/// <summary>One sandbox being created: it ends with a container that answers, or with nothing left behind.</summary>
internal sealed partial class SandboxCreation(
    LocalRuntime runtime,
    SandboxView view,
    KnownSandboxes known,
    PortAllocator ports,
    LeaseFolder leases,
    LocalSandboxOptions options,
    TimeProvider timeProvider,
    ILogger logger)
{
    private const int MostPorts = 10;
    private const int MostReplacements = 10;

    /// <summary>How long a command line may go on after its caller gave up; it takes about 0.3 s, 1.6 s for the slowest of ten.</summary>
    private static readonly TimeSpan UnwantedRunBudget = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = logger;
    private readonly List<int> _refusedPorts = [];
    private PortReservation? _port;
    private SandboxLease? _lease;
    private bool _isPulled;
    private bool _isRollCalled;
    private bool _hasLookedForName;
    private int _replacements;

    public async Task<SandboxInfo> RunAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        using var look = known.BeginLook();
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var sandbox = await TryReservePortAsync(spec, cancellationToken).ConfigureAwait(false)
                    ? await TryStartAsync(spec, look, cancellationToken).ConfigureAwait(false)
                    : await AdoptForWantOfAPortAsync(spec, look, cancellationToken).ConfigureAwait(false);
                if (sandbox is not null)
                {
                    return sandbox;
                }
            }
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Starts the container, or takes over the one that has its name; null when that may be tried again.</summary>
    private async Task<SandboxInfo?> TryStartAsync(ContainerSpec spec, SandboxLook look, CancellationToken cancellationToken)
    {
        // From before the container exists: a sweep must never take it for one that a dead process left half-made.
        _lease = await leases.ShareAsync(spec.Name, options.StopTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            return await StartAsync(spec with { HostPort = _port?.Port ?? 0 }, look, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e) when (e.Code is SandboxErrorCode.PortUnavailable)
        {
            _refusedPorts.Add(_port?.Port ?? 0);
            LogPortRefused(spec.Name, _port?.Port ?? 0);
        }
        catch (SandboxException e) when (e.Code is SandboxErrorCode.ImageNotFound && !_isPulled)
        {
            await PullAsync(spec.Image, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e) when (e.Code is SandboxErrorCode.NameTaken && _replacements++ < MostReplacements)
        {
            return await TryAdoptAsync(spec, look, cancellationToken).ConfigureAwait(false);
        }

        Release();
        return null;
    }

    /// <summary>
    /// Looks for a container of this name before it is said that there is no port for one: if it runs, it has its port, and if it is dead,
    /// its port is free once it is replaced.
    /// </summary>
    private async Task<SandboxInfo?> AdoptForWantOfAPortAsync(ContainerSpec spec, SandboxLook look, CancellationToken cancellationToken)
    {
        if (_refusedPorts.Count > 0 || _hasLookedForName)
        {
            throw NoPort(spec);
        }

        _hasLookedForName = true;
        return await TryAdoptAsync(spec, look, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes over the container that has the name; null when the name is free now.</summary>
    private async Task<SandboxInfo?> TryAdoptAsync(ContainerSpec spec, SandboxLook look, CancellationToken cancellationToken)
    {
        Release();
        if (await runtime.Adoption.ResolveAsync(spec, cancellationToken).ConfigureAwait(false) is not { Facts: var facts, Lease: var lease })
        {
            return null;
        }

        known.RememberUsed(look, facts.Name, facts.Id, view.HostPort(facts), lease);
        return view.Describe(facts)!;
    }

    private void Release()
    {
        _port?.Dispose();
        _port = null;
        _lease?.Dispose();
        _lease = null;
    }

    /// <summary>Reserves a port, where the engine does not choose it; false when there is none, or so many were refused that it is enough.</summary>
    private async Task<bool> TryReservePortAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        if (_refusedPorts.Count == MostPorts || options.BasePort == 0)
        {
            return _refusedPorts.Count < MostPorts;
        }

        _port = ports.TryReserve(spec.BindAddress, _refusedPorts);
        if (_port is null && !_isRollCalled)
        {
            _isRollCalled = true;

            // Some may be held for sandboxes that are gone without a word: removed by others, or by the engine when they ended.
            await runtime.RollCall.TakeAsync(cancellationToken).ConfigureAwait(false);
            _port = ports.TryReserve(spec.BindAddress, _refusedPorts);
        }

        return _port is not null;
    }

    private SandboxException NoPort(ContainerSpec spec)
    {
        var last = options.BasePort + options.PortRange - 1;
        var refused = _refusedPorts.Count == 0 ? "all of them are in use"
            : options.BasePort == 0 ? $"the engine's own choice was in use {_refusedPorts.Count} times"
            : $"the engine refused {string.Join(", ", _refusedPorts)} as in use";
        return new SandboxException(
            SandboxErrorCode.PortUnavailable,
            $"No port on {spec.BindAddress} could be published for container '{spec.Name}': "
                + (options.BasePort == 0 ? $"{refused}." : $"of {options.BasePort} to {last}, {refused}."))
        {
            Hint = $"Destroy sandboxes that are not needed, raise {nameof(LocalSandboxOptions.PortRange)}, "
                + $"or set {nameof(LocalSandboxOptions.BasePort)} to 0 to let the engine choose.",
        };
    }

    private async Task PullAsync(string image, CancellationToken cancellationToken)
    {
        _isPulled = true;
        LogPulling(image);
        var started = timeProvider.GetTimestamp();
        await runtime.Dialect.PullAsync(image, cancellationToken).ConfigureAwait(false);
        LogPulled(image, timeProvider.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Starts the container and waits until it answers; whatever goes wrong, it is removed again.</summary>
    private async Task<SandboxInfo> StartAsync(ContainerSpec spec, SandboxLook look, CancellationToken cancellationToken)
    {
        var created = timeProvider.GetUtcNow();
        var began = timeProvider.GetTimestamp();

        // The caller's token does not reach the command line: a killed one does not undo what it has sent to the engine.
        using var kill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        var run = runtime.Dialect.RunAsync(spec, kill.Token);
        try
        {
            var id = await run.WaitAsync(cancellationToken).ConfigureAwait(false);
            var hostPort = spec.HostPort != 0 ? spec.HostPort : await ReadPortAsync(spec, id, cancellationToken).ConfigureAwait(false);
            var url = view.Url(hostPort);
            if (options.ReadyTimeout > TimeSpan.Zero)
            {
                await WaitUntilReadyAsync(spec, id, url, cancellationToken).ConfigureAwait(false);
            }

            known.RememberCreated(look, spec.Name, id, _port ?? ports.Hold(hostPort), _lease!);
            (_port, _lease) = (null, null);
            LogStarted(spec.Name, id, url, timeProvider.GetElapsedTime(began).TotalMilliseconds);
            return view.Describe(new ContainerFacts(id, spec.Name, ContainerState.Running) { CreatedAt = created })! with { Url = url };
        }
        catch when (!IsNothingStarted(run))
        {
            await CleanUpAsync(spec, run, kill).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private async Task<int> ReadPortAsync(ContainerSpec spec, string id, CancellationToken cancellationToken)
    {
        var facts = await runtime.Dialect.InspectAsync(id, cancellationToken).ConfigureAwait(false);
        SandboxView.ThrowIfUnrecognized(facts);
        if (facts is not { State: ContainerState.Running })
        {
            throw await SandboxFailures.ExitedEarlyAsync(runtime.Dialect, spec, id, facts, cancellationToken).ConfigureAwait(false);
        }

        return view.HostPort(facts) ?? throw new SandboxException(
            SandboxErrorCode.StartFailed, $"Container '{spec.Name}' was started, but the engine published no port for {spec.ContainerPort}.")
        {
            Hint = $"Check {nameof(LocalSandboxOptions.Network)} and {nameof(LocalSandboxOptions.ExtraRunArguments)}.",
        };
    }

    private async Task WaitUntilReadyAsync(ContainerSpec spec, string id, Uri url, CancellationToken cancellationToken) =>
        await runtime.Telemetry.ReadyAsync(
            async () => await runtime.Readiness.WaitAsync(id, url, options.ReadyTimeout, cancellationToken).ConfigureAwait(false) switch
            {
                ReadinessOutcome.NotReady slow => throw SandboxFailures.NotReady(runtime.Dialect, spec, url, options, slow.LastAnswer),
                ReadinessOutcome.Ended ended => throw await SandboxFailures
                    .ExitedEarlyAsync(runtime.Dialect, spec, id, ended.Facts, cancellationToken).ConfigureAwait(false),
                _ => true,
            }).ConfigureAwait(false);

    /// <summary>The engine refuses these before it makes anything.</summary>
    private static bool IsNothingStarted(Task run) => run.Exception?.InnerException is SandboxException
    {
        Code: SandboxErrorCode.NameTaken or SandboxErrorCode.ImageNotFound or SandboxErrorCode.RuntimeNotInstalled
            or SandboxErrorCode.PermissionDenied,
    };

    /// <summary>
    /// Whether a command line that failed may still have left its request with the engine: it was killed, by us or by the system, or ended
    /// with words that no table knows.
    /// </summary>
    private static bool MayStillStart(Task run) =>
        run.IsCanceled || run.Exception?.InnerException is SandboxException { Code: SandboxErrorCode.TimedOut or SandboxErrorCode.CommandFailed };

    /// <summary>Removes the container of a start that failed or is no longer wanted, on a budget of its own.</summary>
    private async Task CleanUpAsync(ContainerSpec spec, Task<string> run, CancellationTokenSource kill)
    {
        kill.CancelAfter(UnwantedRunBudget);
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        using var budget = new CancellationTokenSource(options.StopTimeout, timeProvider);
        try
        {
            var attempt = spec.Labels[SandboxLabels.Attempt];
            await (run.IsCompletedSuccessfully
                ? runtime.Removal.RemoveAsync(await run.ConfigureAwait(false), budget.Token)
                : runtime.Cleanup.RemoveAsync(spec.Name, attempt, MayStillStart(run), budget.Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SandboxException or OperationCanceledException)
        {
            // The failure that led here is what the caller must learn of.
            LogLeftBehind(e, spec.Name);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information,
        Message = "Started the sandbox in container {ContainerName} ({ContainerId}) at {Url} in {ElapsedMilliseconds:0} ms")]
    private partial void LogStarted(string containerName, string containerId, Uri url, double elapsedMilliseconds);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Image {Image} is not on this machine; pulling it")]
    private partial void LogPulling(string image);

    [LoggerMessage(EventId = 5, Level = LogLevel.Information, Message = "Pulled image {Image} in {ElapsedSeconds:0.0} s")]
    private partial void LogPulled(string image, double elapsedSeconds);

    [LoggerMessage(EventId = 23, Level = LogLevel.Warning, Message = "Port {Port} is in use; trying another one for container {ContainerName}")]
    private partial void LogPortRefused(string containerName, int port);

    [LoggerMessage(EventId = 24, Level = LogLevel.Warning,
        Message = "Whether a failed start left something of container {ContainerName} is not certain; destroying the sandbox later removes it")]
    private partial void LogLeftBehind(Exception exception, string containerName);
}
