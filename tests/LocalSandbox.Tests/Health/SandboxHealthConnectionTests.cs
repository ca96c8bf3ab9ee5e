using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalSandbox.Health;
using LocalSandbox.Testing.Http;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Health;

/// <summary>Health checks over the poller's own connections.</summary>
public sealed class SandboxHealthConnectionTests
{
    /// <summary>Over a real connection, as behind Docker's proxy: accepted and reset first, answered later.</summary>
    [Fact]
    public async Task WaitUntilReadyAsync_RealConnectionsResetFirst_IsReadyInTheEnd()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var poller = new SandboxHealthPoller(handler: null, TimeProvider.System);
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1/sandbox");

        var wait = poller.WaitUntilReadyAsync(url, TimeSpan.FromSeconds(20), CancellationToken.None);
        for (var i = 0; i < 2; i++)
        {
            using var refused = await AcceptAsync();
            refused.LingerState = new LingerOption(true, 0);
        }

        using (var ended = await AcceptAsync())
        {
            ended.Shutdown(SocketShutdown.Send);
        }

        using var answered = await AcceptAsync();
        var buffer = new byte[4096];
        var read = await answered.ReceiveAsync(buffer, SocketFlags.None);
        await answered.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray(), SocketFlags.None);

        (await wait.AtOnceAsync()).IsReady.Should().BeTrue();
        Encoding.ASCII.GetString(buffer, 0, read).Should().StartWith("GET /v1/sandbox HTTP/1.1").And.Contain("Connection: close");

        async Task<Socket> AcceptAsync()
        {
            var accept = listener.AcceptSocketAsync();
            await Task.WhenAny(accept, wait).AtOnceAsync();
            return accept.IsCompleted ? await accept : throw new Xunit.Sdk.XunitException($"Nobody asked again: {(await wait).Last}");
        }
    }

    /// <summary>What answers is untrusted code: it must not send this host to addresses of its own choice, nor make it remember anything.</summary>
    [Fact]
    public async Task WaitUntilReadyAsync_SandboxThatRedirectsAndSetsCookies_IsNotObeyed()
    {
        var elsewhere = 0;
        var cookies = new List<bool>();
        using var target = new LoopbackServer((_, _) =>
        {
            Interlocked.Increment(ref elsewhere);
            return Task.FromResult(new HttpResponseMessage());
        });
        using var sandbox = new LoopbackServer((request, _) =>
        {
            cookies.Add(request.Headers.Contains("Cookie"));
            return Task.FromResult(cookies.Count == 1 ? Lure($"http://127.0.0.1:{target.Port}/v1/sandbox") : new HttpResponseMessage());
        });
        using var poller = new SandboxHealthPoller(handler: null, TimeProvider.System);

        var url = new Uri($"http://127.0.0.1:{sandbox.Port}/v1/sandbox");
        var answer = await poller.WaitUntilReadyAsync(url, TimeSpan.FromSeconds(20), CancellationToken.None).AtOnceAsync();

        answer.IsReady.Should().BeTrue();
        cookies.Should().Equal(false, false);
        elsewhere.Should().Be(0);

        static HttpResponseMessage Lure(string elsewhere)
        {
            var answer = new HttpResponseMessage(HttpStatusCode.Found);
            answer.Headers.Location = new Uri(elsewhere);
            answer.Headers.Add("Set-Cookie", "who=me; Path=/");
            return answer;
        }
    }

    /// <summary>Whose request it is, and in which trace, is none of the sandbox's business.</summary>
    [Fact]
    public async Task WaitUntilReadyAsync_WithinATraceWithBaggage_SendsNothingOfIt()
    {
        var headers = new List<string>();
        using var sandbox = new LoopbackServer((request, _) =>
        {
            headers.AddRange(request.Headers.Select(header => header.Key));
            return Task.FromResult(new HttpResponseMessage());
        });
        using var poller = new SandboxHealthPoller(handler: null, TimeProvider.System);
        using var activity = new Activity("a request of a tenant").AddBaggage("tenant", "secret").Start();

        var url = new Uri($"http://127.0.0.1:{sandbox.Port}/v1/sandbox");
        (await poller.WaitUntilReadyAsync(url, TimeSpan.FromSeconds(20), CancellationToken.None).AtOnceAsync()).IsReady.Should().BeTrue();

        headers.Should().Contain("Host");
        headers.Intersect(["traceparent", "tracestate", "baggage", "Correlation-Context", "Request-Id"], StringComparer.OrdinalIgnoreCase).Should().BeEmpty();
    }
}
