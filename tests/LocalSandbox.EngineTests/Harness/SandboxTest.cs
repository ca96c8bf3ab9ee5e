using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using LocalSandbox.Processes;
using Microsoft.Extensions.Logging.Testing;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>One test with a prefix, ports and a log of its own, on whatever runtime.</summary>
public abstract class SandboxTest : IAsyncLifetime
{
    private protected const string Mode = "SANDBOX_MODE";
    private protected const string DelayMilliseconds = "SANDBOX_DELAY_MS";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private readonly List<IDisposable> _disposables = [];
    private readonly PortBlock _ports = PortBlock.Take();

    private protected string Prefix { get; } = "lst-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    private protected int BasePort => _ports.First;

    private protected FakeLogCollector Log { get; } = new();

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        DisposeAll();
        _ports.Dispose();
        return Task.CompletedTask;
    }

    private protected virtual LocalSandboxOptions NewOptions(Action<LocalSandboxOptions>? change = null)
    {
        var options = new LocalSandboxOptions
        {
            Runtime = ContainerRuntimeKind.Docker,
            Image = Engine.Image,
            ContainerPrefix = Prefix,
            BasePort = BasePort,
            PortRange = PortBlock.Size,
            ReadyTimeout = TimeSpan.FromSeconds(30),
            StopGracePeriod = TimeSpan.FromSeconds(1),
        };
        change?.Invoke(options);
        return options;
    }

    private protected LocalContainerBackend NewBackend(Action<LocalSandboxOptions>? change = null, IProcessRunner? runner = null) =>
        Keep(new LocalContainerBackend(NewOptions(change), runner, logger: new FakeLogger<LocalContainerBackend>(Log)));

    private protected T Keep<T>(T disposable)
        where T : IDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }

    /// <summary>Disposes what was kept, the newest first.</summary>
    private protected void DisposeAll()
    {
        _disposables.Reverse();
        _disposables.ForEach(disposable => disposable.Dispose());
        _disposables.Clear();
    }

    private protected static SandboxRequest Request(string id, params (string Name, string Value)[] environment) =>
        new(id) { Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value) };

    private protected static SandboxRequest Misbehaving(string id, string mode, int delayMilliseconds = 0) =>
        Request(id, (Mode, mode), (DelayMilliseconds, delayMilliseconds.ToString(CultureInfo.InvariantCulture)));

    private protected static async Task<string> GetAsync(SandboxInfo sandbox, string path = "/v1/sandbox") =>
        await Http.GetStringAsync(new Uri(sandbox.Url!, path));

    private protected static async Task<byte[]> GetBytesAsync(SandboxInfo sandbox, string path) =>
        await Http.GetByteArrayAsync(new Uri(sandbox.Url!, path));

    private protected static async Task ShouldBeReachableAsync(SandboxInfo sandbox) => (await GetAsync(sandbox)).Should().Contain("ready");

    private protected static async Task<SandboxException> ShouldFailAsync(Func<Task> act, SandboxErrorCode code)
    {
        var failure = (await act.Should().ThrowAsync<SandboxException>()).Which;
        failure.Code.Should().Be(code, "it said: {0}", failure.Message);
        return failure;
    }

    /// <summary>Waits for something that happens outside of the library, with a generous limit.</summary>
    private protected static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30), "{0} should happen soon", what);
            await Task.Delay(50);
        }
    }
}
