using LocalSandbox.Lifecycle;
using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using LocalSandbox.Sweeping;
using LocalSandbox.Telemetry;
using LocalSandbox.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LocalSandbox;

/// <summary>Sandboxes as containers on this machine, through the command line of its container runtime.</summary>
/// <remarks>The runtime is looked for on first use. One instance serves a whole process; instances and processes share sandboxes by their names.</remarks>
public sealed class LocalContainerBackend : ISandboxBackend, IDisposable
{
    private readonly SandboxOperations _operations;
    private readonly SandboxTelemetry _telemetry;

    /// <summary>Makes a backend; starts nothing.</summary>
    /// <param name="options">How sandboxes are made and reached; not to be changed afterwards.</param>
    /// <param name="processRunner">Runs the command line; real processes by default.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Takes what is started, stopped, adopted and degraded; nothing by default.</param>
    /// <param name="healthHandler">
    /// Sends health checks, and stays its owner's to dispose. By default one that never sends a local sandbox's check through a proxy.
    /// </param>
    /// <exception cref="OptionsValidationException">An option is not valid; the message names the key and the value.</exception>
    public LocalContainerBackend(
        LocalSandboxOptions options,
        IProcessRunner? processRunner = null,
        TimeProvider? timeProvider = null,
        ILogger<LocalContainerBackend>? logger = null,
        HttpMessageHandler? healthHandler = null)
        : this(
            Checked(options),
            new RuntimeDetector(
                options,
                processRunner ?? new CliWrapProcessRunner(timeProvider ?? TimeProvider.System),
                timeProvider ?? TimeProvider.System,
                HostMachine.This,
                logger ?? NullLogger<LocalContainerBackend>.Instance).DetectAsync,
            timeProvider ?? TimeProvider.System,
            logger,
            healthHandler)
    {
    }

    /// <summary>Makes a backend on a runtime that is found in another way, with options that are <see cref="Checked"/>.</summary>
    internal LocalContainerBackend(
        LocalSandboxOptions options,
        Func<CancellationToken, Task<DetectedRuntime>> detect,
        TimeProvider timeProvider,
        ILogger<LocalContainerBackend>? logger,
        HttpMessageHandler? healthHandler)
    {
        _telemetry = new SandboxTelemetry(timeProvider);
        _operations = new SandboxOperations(
            options, detect, healthHandler, _telemetry, timeProvider, logger ?? NullLogger<LocalContainerBackend>.Instance);
    }

    /// <summary>Returns options that are valid, and throws for others.</summary>
    internal static LocalSandboxOptions Checked(LocalSandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new OptionsRules().Validate(null, options) is { Failed: true } invalid
            ? throw new OptionsValidationException(Options.DefaultName, typeof(LocalSandboxOptions), invalid.Failures)
            : options;
    }

    /// <summary>Gets how many host ports this backend holds for its sandboxes.</summary>
    internal int ReservedPortCount => _operations.ReservedPortCount;

    /// <inheritdoc />
    public Task<SandboxInfo> CreateAsync(SandboxRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _telemetry.OperationAsync("create", () => _operations.CreateAsync(request, cancellationToken), Instruments.CreateDuration);
    }

    /// <inheritdoc />
    public Task DestroyAsync(SandboxInfo sandbox, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        return _telemetry.OperationAsync("destroy", () => _operations.DestroyAsync(sandbox, cancellationToken), Instruments.StopDuration);
    }

    /// <inheritdoc />
    public Task<bool> IsAliveAsync(SandboxInfo sandbox, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        return _telemetry.OperationAsync("is_alive", () => _operations.IsAliveAsync(sandbox, cancellationToken));
    }

    /// <inheritdoc />
    public Task<SandboxInfo?> DiscoverAsync(string sandboxId, CancellationToken cancellationToken = default) =>
        _telemetry.OperationAsync("discover", () => _operations.DiscoverAsync(sandboxId, cancellationToken));

    /// <inheritdoc />
    public Task<IReadOnlyList<SandboxInfo>> ListRunningAsync(CancellationToken cancellationToken = default) =>
        _telemetry.OperationAsync("list", () => _operations.ListRunningAsync(cancellationToken));

    /// <summary>Closes the backend's own connections. Sandboxes keep running: other processes, or this one's next start, find them again.</summary>
    public void Dispose() => _operations.Dispose();

    /// <summary>Runs a sweep, whose list of what it has to decide about comes first.</summary>
    internal Task<SandboxSweepResult> SweepAsync(
        TimeSpan? removeUnusedAfter, Func<Sweep, Task<SandboxSweepResult>> sweep, CancellationToken cancellationToken) =>
        _telemetry.OperationAsync("sweep", async () =>
            await sweep(await _operations.BeginSweepAsync(removeUnusedAfter, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false));

    /// <summary>Looks at everything that sandboxes need.</summary>
    internal Task<SandboxDiagnosis> DiagnoseAsync(CancellationToken cancellationToken) =>
        _telemetry.OperationAsync("diagnose", () => _operations.DiagnoseAsync(cancellationToken));
}
