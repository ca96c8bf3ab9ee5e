using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>Asks sandboxes over HTTP for the contenders that have no way of their own.</summary>
internal sealed class Endpoint : IDisposable
{
    /// <summary>How long a sandbox may take before that is an error.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpMessageInvoker _http = new(
        new SocketsHttpHandler { UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });

    public static Uri On(int port) => new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port, Workload.HealthPath).Uri;

    /// <summary>Asks until it answers 200, with a fixed pause in between.</summary>
    public async Task WaitAsync(Uri url, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (!await AnswersAsync(url, limit.Token))
        {
            await Task.Delay(pause, limit.Token);
        }
    }

    public async Task<bool> AnswersAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();
}
