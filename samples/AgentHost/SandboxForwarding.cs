using System.Collections.Concurrent;
using LocalSandbox;
using Yarp.ReverseProxy.Forwarder;

namespace AgentHost;

/// <summary>Calls through to sandboxes.</summary>
internal sealed class SandboxForwarding(ISandboxBackend sandboxes, IHttpForwarder forwarder) : IDisposable
{
    private readonly ConcurrentDictionary<string, SandboxInfo> _known = new(StringComparer.Ordinal);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        // What a sandbox answers is for the client to interpret, and its address is never behind a proxy.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,

        // The port of a dead sandbox can be another conversation's a moment later; a connection that outlives its request could still be asked.
        PooledConnectionIdleTimeout = TimeSpan.Zero,
    });

    public void Forget(string id) => _known.TryRemove(id, out _);

    public async Task SendAsync(string id, string path, HttpContext context)
    {
        if (await FindAsync(id, context.RequestAborted) is not { Url: { } url })
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await forwarder.SendAsync(context, url.AbsoluteUri, _http, ForwarderRequestConfig.Empty, new WithoutOurPath(path));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Asks whether the sandbox that is remembered still runs before each call: a port alone does not say whose it is, and a call must never
    /// reach the sandbox of another conversation.
    /// </summary>
    private async Task<SandboxInfo?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(id, out var known) && await sandboxes.IsAliveAsync(known, cancellationToken))
        {
            return known;
        }

        Forget(id);
        var found = await sandboxes.DiscoverAsync(SandboxIds.ForThread(id), cancellationToken);
        if (found is not null)
        {
            _known[id] = found;
        }

        return found;
    }

    /// <summary>The sandbox sees the path behind ours.</summary>
    private sealed class WithoutOurPath(string path) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, "/" + path, httpContext.Request.QueryString);
            proxyRequest.Headers.Host = null;
        }
    }
}
