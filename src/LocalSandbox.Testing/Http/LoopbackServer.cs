using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Testing.Http;

/// <summary>
/// An HTTP/1.1 server on a loopback port of the system's choice, one request to a connection. Not HttpListener, which cannot let the system
/// choose and needs a permission on Windows.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _respond;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;

    public LoopbackServer(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> respond)
    {
        _respond = respond;
        _stopping = _stop.Token;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Refuses new connections and resets those that are open.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that gave up before it was accepted.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var input = new BufferedStream(stream);
                using var request = await new HttpRequestReader(input, Port).ReadAsync(_stopping).ConfigureAwait(false);
                if (request is not null)
                {
                    using var response = await RespondAsync(request).ConfigureAwait(false);
                    await HttpResponseWriter.WriteAsync(stream, request, response, _stopping).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or SocketException)
            {
                // A process that is gone resets its connections; it says no goodbye.
                Reset(client);
            }
        }
    }

    private static void Reset(TcpClient client)
    {
        if (client.Connected)
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    private async Task<HttpResponseMessage> RespondAsync(HttpRequestMessage request)
    {
        try
        {
            return await _respond(request, _stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What a test's own delegate throws is for the client to see, as from any server.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new HttpResponseMessage(HttpStatusCode.InternalServerError) { Content = new StringContent(e.ToString()) };
        }
    }
}
