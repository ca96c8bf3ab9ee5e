using System.Net;
using System.Net.Sockets;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>The engine behind a relay that hands every request over late, also when whoever sent it has given up by then.</summary>
internal sealed class SlowEngine : IDisposable
{
    private const string UnixScheme = "unix://";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _socket;

    private SlowEngine(string socket)
    {
        _socket = socket;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Gets the address of the relay, as DOCKER_HOST takes it.</summary>
    public string Host => $"tcp://{_listener.LocalEndpoint}";

    public TimeSpan Delay { get; set; }

    public static async Task<SlowEngine> StartAsync()
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } variable
            ? variable
            : await DockerCli.RunAsync("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
        return host.StartsWith(UnixScheme, StringComparison.Ordinal)
            ? new SlowEngine(host[UnixScheme.Length..])
            : throw new InvalidOperationException($"The engine at {host} has no socket to put a relay in front of.");
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptSocketAsync(), Delay);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task RelayAsync(Socket client, TimeSpan delay)
    {
        await Task.Delay(delay);
        using var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await engine.ConnectAsync(new UnixDomainSocketEndPoint(_socket));
        await Task.WhenAll(PumpAsync(client, engine), PumpAsync(engine, client)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        client.Dispose();
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer)) > 0)
        {
            await to.SendAsync(buffer.AsMemory(0, read));
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
