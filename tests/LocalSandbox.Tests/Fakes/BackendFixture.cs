using LocalSandbox.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Fakes;

/// <summary>A backend on an engine, a clock and a network of its own, all in memory.</summary>
internal sealed class BackendFixture : IDisposable
{
    private readonly TemporaryFolder _locks = new();
    private readonly List<ITimer> _timers = [];
    private readonly Lazy<LocalContainerBackend> _backend;

    public BackendFixture()
    {
        Health = new StubHealthHandler(Clock);
        Options.LockFolder = _locks["locks"];
        _backend = new Lazy<LocalContainerBackend>(() => NewBackend());
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));

    public FakeEngine Engine { get; } = new();

    public ScriptedProcessRunner Runner => Engine.Runner;

    public StubHealthHandler Health { get; }

    public FakeLogger<LocalContainerBackend> Logger { get; } = new();

    public LocalSandboxOptions Options { get; } = new() { Image = "sandbox:test", BasePort = 23000 };

    /// <summary>Gets the backend, made of the options as they are at its first use.</summary>
    public LocalContainerBackend Backend => _backend.Value;

    /// <summary>Makes one more backend on the same engine, as another process would have.</summary>
    public LocalContainerBackend NewBackend(IProcessRunner? runner = null) => new(Options, runner ?? Engine.Runner, Clock, Logger, Health);

    public Task<SandboxInfo> CreateAsync(string sandboxId = "one", CancellationToken cancellationToken = default) =>
        CreateAsync(new SandboxRequest(sandboxId), cancellationToken);

    public Task<SandboxInfo> CreateAsync(SandboxRequest request, CancellationToken cancellationToken = default) =>
        Clock.RunAsync(Backend.CreateAsync(request, cancellationToken));

    /// <summary>Lets time pass until the task fails as expected.</summary>
    public async Task<SandboxException> FailsAsync(Task task, SandboxErrorCode code)
    {
        var failure = await FluentActions.Awaiting(() => Clock.RunAsync(task)).Should().ThrowAsync<SandboxException>();
        failure.Which.Code.Should().Be(code, failure.Which.ToString());
        failure.Which.ShouldSayWhatHappened();
        return failure.Which;
    }

    /// <summary>Checks that a task ended because of the caller's own token.</summary>
    public async Task IsCanceledAsync(Task task, CancellationToken cancellationToken)
    {
        var failure = await FluentActions.Awaiting(() => Clock.RunAsync(task)).Should().ThrowAsync<OperationCanceledException>();
        failure.Which.CancellationToken.Should().Be(cancellationToken);
    }

    /// <summary>Lets something happen at a later time on the fake clock.</summary>
    public void After(TimeSpan delay, Action action) =>
        _timers.Add(Clock.CreateTimer(_ => action(), null, delay, Timeout.InfiniteTimeSpan));

    public IReadOnlyList<FakeLogRecord> Logged(LogLevel level) =>
        [.. Logger.Collector.GetSnapshot().Where(record => record.Level == level)];

    public void Dispose()
    {
        _timers.ForEach(timer => timer.Dispose());
        if (_backend.IsValueCreated)
        {
            _backend.Value.Dispose();
        }

        Health.Dispose();
        _locks.Dispose();
    }
}
