using LocalSandbox.Runtimes;
using LocalSandbox.Testing.Engine;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalSandbox.Testing;

/// <summary>Sandboxes in memory, each an HTTP server of its own on loopback, for the tests of a host; faults come on demand.</summary>
/// <remarks>
/// Everything that decides is the library's own: this is <see cref="LocalContainerBackend"/> on an engine in memory. So it checks requests,
/// adopts, replaces, fails and hints as with a real engine. Safe for concurrent use. Nothing here waits but by the <see cref="TimeProvider"/>.
/// </remarks>
public sealed class InMemorySandboxBackend : ISandboxBackend, IDisposable
{
    private readonly InMemoryEngine _engine;
    private readonly LocalSandboxOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<LocalContainerBackend>? _logger;
    private readonly EngineHealthHandler _health;
    private readonly bool _isOwner;

    /// <summary>Makes a backend that has no sandbox yet.</summary>
    /// <param name="options">
    /// The host's own options, the default ones by default. What would reach beyond this process is not taken from them: ports are the
    /// system's choice, on loopback, and locks are in a folder of the backend's own.
    /// </param>
    /// <param name="timeProvider">The clock of every time limit and fault; the system's by default.</param>
    /// <param name="logger">Takes what a real backend logs; nothing by default.</param>
    /// <exception cref="OptionsValidationException">An option is not valid; the message names the key and the value.</exception>
    public InMemorySandboxBackend(
        LocalSandboxOptions? options = null, TimeProvider? timeProvider = null, ILogger<LocalContainerBackend>? logger = null)
        : this(
            new InMemoryEngine(LocalContainerBackend.Checked(options ??= new LocalSandboxOptions()), timeProvider ?? TimeProvider.System),
            InMemoryOptions.Of(options),
            timeProvider ?? TimeProvider.System,
            logger,
            isOwner: true)
    {
    }

    private InMemorySandboxBackend(
        InMemoryEngine engine, LocalSandboxOptions options, TimeProvider timeProvider, ILogger<LocalContainerBackend>? logger, bool isOwner)
    {
        (_engine, _options, _timeProvider, _logger, _isOwner) = (engine, options, timeProvider, logger, isOwner);
        _health = new EngineHealthHandler(engine);
        Inner = new LocalContainerBackend(
            options,
            _ => Task.FromResult(new DetectedRuntime(engine, InMemoryEngine.Name, "a container engine in memory")),
            timeProvider,
            logger,
            _health);
    }

    /// <summary>Gets or sets how sandboxes behave that have no behavior of their own.</summary>
    /// <value>By default they are ready at once and answer 404 but on their health path. It counts for sandboxes that are started later.</value>
    public SandboxBehavior Behavior
    {
        get => _engine.Behavior;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _engine.Behavior = value;
        }
    }

    /// <summary>Gets or sets a value indicating whether the engine gives no answer, so that every operation throws; sandboxes keep serving.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsEngineDown
    {
        get => _engine.IsDown;
        set => _engine.IsDown = value;
    }

    /// <summary>Gets where this backend keeps its locks.</summary>
    internal string LockFolder => _options.LockFolder!;

    /// <summary>Gets the backend that decides, for what works on containers only.</summary>
    internal LocalContainerBackend Inner { get; }

    /// <inheritdoc />
    public Task<SandboxInfo> CreateAsync(SandboxRequest request, CancellationToken cancellationToken = default) =>
        Inner.CreateAsync(request, cancellationToken);

    /// <inheritdoc />
    public Task DestroyAsync(SandboxInfo sandbox, CancellationToken cancellationToken = default) =>
        Inner.DestroyAsync(sandbox, cancellationToken);

    /// <inheritdoc />
    public Task<bool> IsAliveAsync(SandboxInfo sandbox, CancellationToken cancellationToken = default) =>
        Inner.IsAliveAsync(sandbox, cancellationToken);

    /// <inheritdoc />
    public Task<SandboxInfo?> DiscoverAsync(string sandboxId, CancellationToken cancellationToken = default) =>
        Inner.DiscoverAsync(sandboxId, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SandboxInfo>> ListRunningAsync(CancellationToken cancellationToken = default) =>
        Inner.ListRunningAsync(cancellationToken);

    /// <summary>Says how the sandbox of an id behaves, from its next start on.</summary>
    /// <param name="sandboxId">The id; the sandbox need not exist.</param>
    /// <param name="behavior">How it behaves, until this is called again.</param>
    public void Behave(string sandboxId, SandboxBehavior behavior)
    {
        ArgumentNullException.ThrowIfNull(sandboxId);
        ArgumentNullException.ThrowIfNull(behavior);
        _engine.Behave(sandboxId, behavior);
    }

    /// <summary>Ends the process of a running sandbox; what is left of it can be seen to have ended, as after a crash.</summary>
    /// <param name="sandboxId">The id.</param>
    /// <param name="exitCode">What the process exits with; 137 by default, as if it was killed.</param>
    /// <param name="log">What it wrote before.</param>
    /// <exception cref="InvalidOperationException">No sandbox of this id runs.</exception>
    public void Kill(string sandboxId, int exitCode = 137, string log = "") => _engine.Running(sandboxId).End(exitCode, log);

    /// <summary>Keeps the engine from telling what became of a sandbox: asking about it throws, because "no answer" never means "dead".</summary>
    /// <param name="sandboxId">The id.</param>
    /// <exception cref="InvalidOperationException">No sandbox of this id runs.</exception>
    public void LoseContact(string sandboxId) => _engine.Running(sandboxId).IsOutOfContact = true;

    /// <summary>Lets the engine tell about a sandbox again.</summary>
    /// <param name="sandboxId">The id.</param>
    /// <exception cref="InvalidOperationException">No sandbox of this id runs.</exception>
    public void RegainContact(string sandboxId) => _engine.Running(sandboxId).IsOutOfContact = false;

    /// <summary>Makes a container that is not of this library under the name of a sandbox, so that the sandbox cannot be created.</summary>
    /// <param name="sandboxId">The id whose name is taken.</param>
    /// <exception cref="InvalidOperationException">There is a container of that name.</exception>
    public void TakeName(string sandboxId) => _engine.TakeName(sandboxId);

    /// <summary>Makes one more backend on the same sandboxes, as another process, or this one after a restart, would have.</summary>
    /// <returns>The backend. The sandboxes end with the one they all began with.</returns>
    public InMemorySandboxBackend AnotherProcess() => new(_engine, _options, _timeProvider, _logger, isOwner: false);

    /// <summary>Ends every sandbox; of one from <see cref="AnotherProcess"/>, only the use that it makes of them.</summary>
    public void Dispose()
    {
        Inner.Dispose();
        _health.Dispose();
        if (_isOwner)
        {
            _engine.Dispose();
            InMemoryOptions.DeleteLocks(_options);
        }
    }
}
