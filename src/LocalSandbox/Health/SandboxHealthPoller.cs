using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Health;

/// <summary>Asks a sandbox over HTTP until it answers 200 or the time is up.</summary>
internal sealed class SandboxHealthPoller : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>A connection that swallows one request, as a proxy in front of a starting sandbox may, must not swallow the whole deadline.</summary>
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(10);

    /// <summary>Pauses grow with the time already waited, so that a sandbox is seen ready at most about 1 % late however slow it is.</summary>
    private const int PausesPerWait = 128;

    private readonly TimeProvider _timeProvider;
    private readonly HttpMessageInvoker _http;

    /// <summary>Makes a poller that sends through a handler of its owner's, or through one of its own.</summary>
    public SandboxHealthPoller(HttpMessageHandler? handler, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _http = handler is not null
            ? new HttpMessageInvoker(handler, disposeHandler: false)
            : new HttpMessageInvoker(
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,

                    // The trace and the baggage of whoever asks are none of untrusted code's business, and a span for each look would be noise.
                    ActivityHeadersPropagator = null,
                    Proxy = new LocalBypassProxy(HttpClient.DefaultProxy),

                    // No connection is kept, so nothing has to look after kept ones: their timer would wake an idle host.
                    PooledConnectionLifetime = TimeSpan.Zero,
                },
                disposeHandler: true);
    }

    /// <summary>Waits for a 200; every other answer and every failure to get one is tried again.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; carries the caller's token.</exception>
    public async Task<HealthAnswer> WaitUntilReadyAsync(Uri healthUrl, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        var last = default(string);
        while (true)
        {
            var left = timeout - _timeProvider.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return new HealthAnswer(false, last ?? "it was never asked");
            }

            var limit = left < LongestTry ? left : LongestTry;
            var answer = await AskAsync(healthUrl, limit, cancellationToken).ConfigureAwait(false);
            if (answer is { IsReady: true })
            {
                return answer;
            }

            // A try that the deadline cuts short may have had no time to be answered; what was answered before says more.
            last = answer?.Last ?? (limit < LongestTry ? last : null) ?? $"it gave no answer within {limit.InSeconds()}";
            var waited = _timeProvider.GetElapsedTime(started);
            var pause = TimeSpan.FromTicks(Math.Clamp(waited.Ticks / PausesPerWait, ShortestPause.Ticks, LongestPause.Ticks));
            left = timeout - waited;
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(pause < left ? pause : left, _timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks once; null when there was no answer within the limit.</summary>
    private async Task<HealthAnswer?> AskAsync(Uri healthUrl, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeLimit = new CancellationTokenSource(limit, _timeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, healthUrl);

            // An idle connection kept for later would outlive the sandbox.
            request.Headers.ConnectionClose = true;
            using var response = await _http.SendAsync(request, stop.Token).ConfigureAwait(false);
            return new HealthAnswer(response.StatusCode == HttpStatusCode.OK, $"it answered {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            // Behind Docker's proxy a connection is accepted before the program listens and then reset: refused, reset and an empty reply
            // all mean "not yet". One that is reset at once surfaces as a bare SocketException (107, not connected) in .NET 10.0.
            return new HealthAnswer(
                false, IsNotHttp(e) ? "what it answered is not HTTP" : $"the request failed: {(e.InnerException ?? e).Message.TrimEnd('.')}");
        }
    }

    /// <summary>Then the message quotes the answer, which is untrusted code's: it may be a secret that the sandbox was given.</summary>
    private static bool IsNotHttp(Exception e) =>
        e is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }
        || (e.InnerException is { } cause && IsNotHttp(cause));
}
