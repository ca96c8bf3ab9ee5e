using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using LocalSandbox.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace LocalSandbox.Tests.Runtimes.Apple.Emulated;

/// <summary>One test with an emulated service, ports and a log of its own: the library as it is, on real processes and real sockets.</summary>
public abstract class EmulatedTest : IDisposable
{
    private protected const string Image = "localsandbox/test-sandbox:1";
    private protected const int PortsPerTest = 10;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    // CA5394: a place to begin, not a secret.
#pragma warning disable CA5394
    private static int _nextPort = 20000 + (Random.Shared.Next(700) * PortsPerTest);
#pragma warning restore CA5394

    private readonly List<IDisposable> _disposables = [];
    private AppleEmulator? _emulator;

    private protected static TheoryData<string> AllVersions { get; } = ["0.6.0", "0.9.0", "0.12.3", "1.2.2", "1.4.1"];

    private protected string Prefix { get; } = "lst-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    private protected int BasePort { get; } = Interlocked.Add(ref _nextPort, PortsPerTest);

    private protected FakeLogCollector Log { get; } = new();

    private protected AppleEmulator Emulator => _emulator ?? throw new InvalidOperationException("Call Use first.");

    public static TheoryData<string> Versions => AllVersions;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _disposables.ForEach(disposable => disposable.Dispose());
        _emulator?.Dispose();
    }

    private protected void Use(string version) => _emulator = new AppleEmulator(version);

    private protected LocalContainerBackend NewBackend(Action<LocalSandboxOptions>? change = null, IProcessRunner? runner = null)
    {
        var options = new LocalSandboxOptions
        {
            Runtime = ContainerRuntimeKind.AppleContainer,
            RuntimePath = Emulator.Executable,
            Image = Image,
            ContainerPrefix = Prefix,
            BasePort = BasePort,
            PortRange = PortsPerTest,
            ReadyTimeout = TimeSpan.FromSeconds(60),

            // A command line that hangs is to fail a test, not to hold it up.
            StartTimeout = TimeSpan.FromSeconds(60),
            StopGracePeriod = TimeSpan.FromSeconds(1),
            LockFolder = Emulator.LockFolder,
        };
        change?.Invoke(options);
        return Keep(new LocalContainerBackend(options, runner, logger: new FakeLogger<LocalContainerBackend>(Log)));
    }

    private protected T Keep<T>(T disposable)
        where T : IDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }

    private protected static SandboxRequest Request(string id, params (string Name, string Value)[] environment) =>
        new(id) { Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value) };

    private protected static SandboxRequest Misbehaving(string id, string mode, int delayMilliseconds = 0) =>
        Request(id, ("SANDBOX_MODE", mode), ("SANDBOX_DELAY_MS", delayMilliseconds.ToString(CultureInfo.InvariantCulture)));

    private protected static Task<string> GetAsync(SandboxInfo sandbox, string path = "/v1/sandbox") => Http.GetStringAsync(new Uri(sandbox.Url!, path));

    private protected static async Task ShouldBeReachableAsync(SandboxInfo sandbox) => (await GetAsync(sandbox)).Should().Contain("ready");

    private protected async Task ShouldHaveLeftNothingAsync()
    {
        (await Emulator.StatesAsync()).Should().BeEmpty("nothing of the sandbox may be left in any state");
        for (var port = BasePort; port < BasePort + PortsPerTest; port++)
        {
            (await IsListeningAsync(port)).Should().BeFalse("nothing may hold port {0}", port);
        }
    }

    private protected static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private protected static async Task<SandboxException> ShouldFailAsync(Func<Task> act, SandboxErrorCode code)
    {
        var failure = (await act.Should().ThrowAsync<SandboxException>()).Which;
        failure.Code.Should().Be(code, "it said: {0}", failure);
        return failure;
    }

    private protected IReadOnlyList<string> Warnings() =>
        [.. Log.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message)];

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
