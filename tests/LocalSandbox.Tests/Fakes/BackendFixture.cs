using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Fakes;

/// <summary>A backend on an engine, a clock and a network of its own, all in memory.</summary>
internal sealed class BackendFixture : IDisposable
{
    private readonly TemporaryFolder _locks = new();
    private LocalContainerBackend? _backend;

    public BackendFixture()
    {
        Health = new StubHealthHandler(Clock);
        Options.LockFolder = _locks["locks"];
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public FakeEngine Engine { get; } = new();

    public ScriptedProcessRunner Runner => Engine.Runner;

    public StubHealthHandler Health { get; }

    public FakeLogger<LocalContainerBackend> Logger { get; } = new();

    public LocalSandboxOptions Options { get; } = new() { Image = "sandbox:test", BasePort = 23000 };

    public LocalContainerBackend Backend => _backend ??= NewBackend();

    /// <summary>Makes one more backend on the same engine, as another process would have.</summary>
    public LocalContainerBackend NewBackend() => new(Options, Engine.Runner, Clock, Logger, Health);

    public Task<SandboxInfo> CreateAsync(string sandboxId = "one", CancellationToken cancellationToken = default) =>
        CreateAsync(new SandboxRequest(sandboxId), cancellationToken);

    public Task<SandboxInfo> CreateAsync(SandboxRequest request, CancellationToken cancellationToken = default) =>
        Clock.RunAsync(Backend.CreateAsync(request, cancellationToken));

    public IReadOnlyList<FakeLogRecord> Logged(LogLevel level) =>
        [.. Logger.Collector.GetSnapshot().Where(record => record.Level == level)];

    public void Dispose()
    {
        _backend?.Dispose();
        Health.Dispose();
        _locks.Dispose();
    }
}
