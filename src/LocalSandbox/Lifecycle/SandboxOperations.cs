using System.Globalization;
using System.Security.Cryptography;
using LocalSandbox.Diagnostics;
using LocalSandbox.Health;
using LocalSandbox.Leases;
using LocalSandbox.Networking;
using LocalSandbox.Runtimes;
using LocalSandbox.Sweeping;
using LocalSandbox.Telemetry;
using LocalSandbox.Validation;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Lifecycle;

/// <summary>What a backend does: decides, by the facts that the runtime tells, about sandboxes of one prefix.</summary>
internal sealed partial class SandboxOperations : IDisposable
{
    private readonly LocalSandboxOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly BindAddress _bind;
    private readonly SandboxView _view;
    private readonly SandboxHealthPoller _poller;
    private readonly PortAllocator _ports;
    private readonly KnownSandboxes _known;
    private readonly LeaseFolder _leases;
    private readonly AsyncOnce<LocalRuntime> _runtime;
    private readonly Checkup _checkup;

    public SandboxOperations(
        LocalSandboxOptions options,
        Func<CancellationToken, Task<DetectedRuntime>> detect,
        HttpMessageHandler? healthHandler,
        SandboxTelemetry telemetry,
        TimeProvider timeProvider,
        ILogger logger)
    {
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
        _bind = BindAddress.For(options);
        _view = new SandboxView(options, _bind);
        _poller = new SandboxHealthPoller(healthHandler, timeProvider);
        _ports = new PortAllocator(
            options.BasePort,
            options.PortRange,
            PortProbe.IsFree,
            RandomNumberGenerator.GetInt32,
            ClaimPort,
            LocalHosts.LoopbackAddresses(options.SandboxHost));
        _known = new KnownSandboxes(_ports);
        _leases = new LeaseFolder(options.LockFolder ?? DefaultLockFolder.ForThisProcess(), timeProvider);
        _runtime = new AsyncOnce<LocalRuntime>(async token =>
        {
            var found = await telemetry.PhaseAsync("detect", () => detect(token)).ConfigureAwait(false);
            telemetry.Detected(found.Dialect.ReportedName);
            return LocalRuntime.Assemble(
                found with { Dialect = new MeasuredDialect(found.Dialect, telemetry) }, _poller, _view, _known, _leases, _options, telemetry, _timeProvider, _logger);
        });
        _checkup = new Checkup(
            _runtime.GetAsync,
            () => PortCheck.Run(_ports, _bind, _options),
            () => LockCheck.Run(_leases),
            DiskCheck.FreeSpace,
            runtime => new StuckSandboxCheck(runtime.Dialect, _view, _poller, _options, _timeProvider),
            _options,
            _timeProvider);

        if (_bind.IsWideByDefault)
        {
            LogWideBind(options.SandboxHost, _bind.Address);
        }
    }

    /// <summary>Gets how many host ports are held for its sandboxes.</summary>
    public int ReservedPortCount => _ports.ReservedCount;

    public async Task<SandboxInfo> CreateAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        RequestRules.Check(request, _options);
        cancellationToken.ThrowIfCancellationRequested();

        var runtime = await _runtime.GetAsync(cancellationToken).ConfigureAwait(false);
        await ForgetAbsentAsync(runtime, cancellationToken).ConfigureAwait(false);
        var spec = ContainerSpecs.For(_options, request, _bind.Address, attempt: Guid.NewGuid().ToString("N"));
        var creation = new SandboxCreation(runtime, _view, _known, _ports, _leases, _options, _timeProvider, _logger);
        return await creation.RunAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    public async Task DestroyAsync(SandboxInfo sandbox, CancellationToken cancellationToken)
    {
        var name = CheckedName(sandbox);
        var runtime = await _runtime.GetAsync(cancellationToken).ConfigureAwait(false);
        var id = sandbox.ContainerId;

        // What this process has seen before needs no second look to be provably ours: neither an id nor its labels ever change.
        if (id is null || !_known.Contains(id))
        {
            using var look = _known.BeginLook();
            var facts = await LookAsync(runtime, look, name, id, cancellationToken).ConfigureAwait(false);
            if (facts is null)
            {
                return;
            }

            if (!_view.IsOurs(facts))
            {
                LogForeign(sandbox.SandboxId, facts.Name, facts.Id);
                return;
            }

            id = facts.Id;
        }

        await runtime.Removal.StopAndRemoveAsync(id, cancellationToken).ConfigureAwait(false);
        LogStopped(name, id);
    }

    public async Task<bool> IsAliveAsync(SandboxInfo sandbox, CancellationToken cancellationToken)
    {
        var name = CheckedName(sandbox);
        var runtime = await _runtime.GetAsync(cancellationToken).ConfigureAwait(false);
        using var look = _known.BeginLook();
        var facts = await LookAsync(runtime, look, name, sandbox.ContainerId, cancellationToken).ConfigureAwait(false);
        if (facts is { State: ContainerState.Exited or ContainerState.Dead })
        {
            _known.Disuse(facts.Id);
        }

        SandboxView.ThrowIfUnrecognized(facts);

        // A restarting one runs again in a moment, under the same id.
        return facts is { State: ContainerState.Running or ContainerState.Restarting } && _view.IsOurs(facts);
    }

    public async Task<SandboxInfo?> DiscoverAsync(string sandboxId, CancellationToken cancellationToken)
    {
        RequestRules.CheckSandboxId(sandboxId, _options);
        var name = NameRules.ContainerName(_options.ContainerPrefix, sandboxId);
        var runtime = await _runtime.GetAsync(cancellationToken).ConfigureAwait(false);

        // Before the look: what is found must not be taken for unused, and removed, while it is handed out.
        var lease = await _leases.ShareAsync(name, _options.StopTimeout, cancellationToken).ConfigureAwait(false);
        using var look = _known.BeginLook();
        try
        {
            var facts = await LookAsync(runtime, look, name, id: null, cancellationToken).ConfigureAwait(false);
            SandboxView.ThrowIfUnrecognized(facts);
            if (facts is null || !_view.IsOurs(facts) || _view.Describe(facts) is not { Url: { } url } sandbox
                || !await IsHealthyAsync(runtime, facts, url, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            _known.RememberUsed(look, name, facts.Id, _view.HostPort(facts), lease);
            lease = null;
            return sandbox;
        }
        finally
        {
            lease?.Dispose();
        }
    }

    public async Task<IReadOnlyList<SandboxInfo>> ListRunningAsync(CancellationToken cancellationToken)
    {
        var runtime = await _runtime.GetAsync(cancellationToken).ConfigureAwait(false);
        using var look = _known.BeginLook();
        var all = await runtime.RollCall.TakeAsync(look, cancellationToken).ConfigureAwait(false);
        var running = new List<SandboxInfo>();
        foreach (var facts in all.Where(facts => facts.State is ContainerState.Running && _view.IsOurs(facts)))
        {
            if (_view.Describe(facts) is { } sandbox)
            {
                _known.RememberListed(look, facts.Name, facts.Id, _view.HostPort(facts));
                running.Add(sandbox);
            }
        }

        return [.. running.OrderBy(sandbox => sandbox.CreatedAt)];
    }

    /// <summary>Lists what a sweep has to decide about: containers of ours in every state.</summary>
    public async Task<Sweep> BeginSweepAsync(TimeSpan? removeUnusedAfter, CancellationToken cancellationToken)
    {
        var runtime = await _runtime.GetAsync(cancellationToken).ConfigureAwait(false);
        using var look = _known.BeginLook();
        var all = await runtime.RollCall.TakeAsync(look, cancellationToken).ConfigureAwait(false);
        return new Sweep(
            [.. all.Where(_view.IsOurs)], runtime, _view, _known, _leases, _options, removeUnusedAfter, _timeProvider, _logger);
    }

    /// <summary>Looks at everything that sandboxes need, and removes or starts nothing.</summary>
    public Task<SandboxDiagnosis> DiagnoseAsync(CancellationToken cancellationToken) => _checkup.RunAsync(cancellationToken);

    public void Dispose()
    {
        _known.Dispose();
        _poller.Dispose();
    }

    /// <summary>Looks at a container, and forgets it when it is gone.</summary>
    private async Task<ContainerFacts?> LookAsync(
        LocalRuntime runtime, SandboxLook look, string name, string? id, CancellationToken cancellationToken)
    {
        var facts = await runtime.Dialect.InspectAsync(id ?? name, cancellationToken).ConfigureAwait(false);
        if (facts is null && id is not null)
        {
            _known.Forget(id);
        }
        else if (facts is null)
        {
            _known.ForgetName(look, name);
        }

        return facts;
    }

    /// <summary>Keeps what is known from growing without end in a host that neither destroys nor lists.</summary>
    private async Task ForgetAbsentAsync(LocalRuntime runtime, CancellationToken cancellationToken)
    {
        if (!_known.IsRollCallDue())
        {
            return;
        }

        try
        {
            await runtime.RollCall.TakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException)
        {
            // Only upkeep: whether there is something wrong with the engine, the create itself will tell.
        }
    }

    /// <summary>
    /// Asks whether it is healthy, and watches it meanwhile: the engine itself may serve the published port, so that one that is gone looks like
    /// a sandbox that does not answer, and whoever is told that there is none may throw it away.
    /// </summary>
    private async Task<bool> IsHealthyAsync(LocalRuntime runtime, ContainerFacts facts, Uri url, CancellationToken cancellationToken)
    {
        if (facts.State is not ContainerState.Running || _options.DiscoverTimeout == TimeSpan.Zero)
        {
            return facts.State is ContainerState.Running;
        }

        switch (await runtime.Readiness.WaitAsync(facts.Id, url, _options.DiscoverTimeout, cancellationToken).ConfigureAwait(false))
        {
            case ReadinessOutcome.Ready:
                return true;

            case ReadinessOutcome.NotReady slow:
                LogUnhealthy(facts.Name, slow.LastAnswer);
                return false;

            case ReadinessOutcome.Ended { Facts: null }:
                _known.Forget(facts.Id);
                return false;

            default:
                return false;
        }
    }

    /// <summary>Keeps other processes from trying the same port at the same moment; no container's name begins with an underscore.</summary>
    private SandboxLease? ClaimPort(int port) => _leases.TryTakeAlone(string.Create(CultureInfo.InvariantCulture, $"_port-{port}"));

    private string CheckedName(SandboxInfo sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        RequestRules.Check(sandbox, _options);
        return sandbox.ContainerName ?? NameRules.ContainerName(_options.ContainerPrefix, sandbox.SandboxId);
    }

    [LoggerMessage(EventId = 6, Level = LogLevel.Information, Message = "Stopped and removed the sandbox in container {ContainerName} ({ContainerId})")]
    private partial void LogStopped(string containerName, string containerId);

    [LoggerMessage(EventId = 25, Level = LogLevel.Warning,
        Message = "Sandboxes are published on {Address}, every interface of this machine, because SandboxHost {SandboxHost} is not loopback; set BindAddress to narrow it")]
    private partial void LogWideBind(string sandboxHost, System.Net.IPAddress address);

    [LoggerMessage(EventId = 26, Level = LogLevel.Warning, Message = "The sandbox in container {ContainerName} runs but is not healthy: {LastAnswer}")]
    private partial void LogUnhealthy(string containerName, string lastAnswer);

    [LoggerMessage(EventId = 27, Level = LogLevel.Warning,
        Message = "Sandbox {SandboxId} does not exist; container {ContainerName} ({ContainerId}) is foreign and was left alone")]
    private partial void LogForeign(string sandboxId, string containerName, string containerId);
}
