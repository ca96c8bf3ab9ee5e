using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using LocalSandbox.Processes;
using Microsoft.Extensions.Logging.Testing;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>One test with a prefix, ports and a log of its own. Whatever it leaves on the engine is removed at its end.</summary>
public abstract class EngineTest : IAsyncLifetime
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

    public virtual Task InitializeAsync()
    {
        Engine.ThrowIfMissing();
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync()
    {
        DisposeAll();
        await DockerCli.RemoveAllAsync(DockerCli.PrefixLabel, Prefix);
        await DockerCli.RemoveAllAsync(DockerCli.OwnerLabel, Prefix);
        _ports.Dispose();
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

    private protected void DisposeAll()
    {
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

    /// <summary>Starts a container that carries none of the library's labels.</summary>
    private protected Task<string> StartForeignAsync(params string[] arguments) =>
        DockerCli.RunAsync(["run", "-d", "--pull", "never", "--label", $"{DockerCli.OwnerLabel}={Prefix}", .. arguments, Engine.Image]);

    /// <summary>The names and states of everything that carries the prefix.</summary>
    private protected Task<IReadOnlyList<string>> ContainersAsync() => DockerCli.ListAsync(DockerCli.PrefixLabel, Prefix);

    private protected async Task ShouldHaveLeftNothingAsync() =>
        (await ContainersAsync()).Should().BeEmpty("nothing of the sandbox may be left in any state");

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
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "{0} should happen soon", what);
            await Task.Delay(50);
        }
    }
}
