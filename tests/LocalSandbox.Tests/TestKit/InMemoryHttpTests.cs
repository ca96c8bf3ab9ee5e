using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.TestKit;

/// <summary>Sandboxes in memory are asked over real connections, as a host does it.</summary>
public sealed class InMemoryHttpTests : IDisposable
{
    private readonly InMemorySandboxBackend _backend = new();
    private readonly HttpClient _http = new();

    [Fact]
    public async Task Respond_JsonInChunks_IsReadWhole()
    {
        var text = new string('ä', 100_000);
        var url = await ServeAsync(async (request, token) => new HttpResponseMessage(HttpStatusCode.Created)
        {
            Content = new StringContent($"{request.Method} {request.RequestUri!.PathAndQuery} {await request.Content!.ReadFromJsonAsync<string>(token)}"),
        });

        // JsonContent does not know its length, so it is sent in chunks.
        var response = await _http.PostAsJsonAsync(new Uri(url, "exec?a=1&b=2"), text);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await response.Content.ReadAsStringAsync()).Should().Be($"POST /exec?a=1&b=2 {text}");
    }

    [Fact]
    public async Task Respond_BodyWithALengthAndHeaders_TravelBothWays()
    {
        var url = await ServeAsync(async (request, token) =>
        {
            var answer = new HttpResponseMessage { Content = new ByteArrayContent(await request.Content!.ReadAsByteArrayAsync(token)) };
            answer.Headers.Add("X-Echo", request.Headers.GetValues("X-Sent"));
            answer.Content.Headers.ContentType = request.Content.Headers.ContentType;
            return answer;
        });
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StringContent("body", Encoding.UTF8, "text/csv") };
        request.Headers.Add("X-Sent", ["one", "two"]);

        var response = await _http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().Be("body");
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
        response.Headers.GetValues("X-Echo").Should().Equal("one, two");
    }

    [Fact]
    public async Task Respond_StreamOfUnknownLength_ArrivesWhileItIsWritten()
    {
        var rest = new TaskCompletionSource();
        var url = await ServeAsync((_, _) => Task.FromResult(new HttpResponseMessage { Content = new TwoParts(rest.Task) }));

        var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead).AtOnceAsync();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync().AtOnceAsync()).Should().Be("first");
        rest.SetResult();

        (await reader.ReadToEndAsync().AtOnceAsync()).Should().Be("second");
    }

    [Fact]
    public async Task Respond_Throws_Is500WithTheText()
    {
        var url = await ServeAsync((_, _) => throw new NotSupportedException("not scripted"));

        var response = await _http.GetAsync(url);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsStringAsync()).Should().Contain("not scripted");
    }

    [Fact]
    public async Task Respond_ToHead_SendsTheLengthWithoutABody()
    {
        var url = await ServeAsync((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StringContent("12345") }));
        using var head = new HttpRequestMessage(HttpMethod.Head, url);

        var response = await _http.SendAsync(head);

        response.Content.Headers.ContentLength.Should().Be(5);
        (await response.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Respond_HealthPath_IsTheSandboxsOwn()
    {
        var url = await ServeAsync((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Gone)));

        (await _http.GetAsync(new Uri(url, "v1/sandbox"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _http.GetAsync(new Uri(url, "v1/sandbox/x"))).StatusCode.Should().Be(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Requests_BeforeReadyAndWithoutScript_Are503And404()
    {
        using var backend = new InMemorySandboxBackend(new LocalSandboxOptions { ReadyTimeout = TimeSpan.Zero });
        backend.Behave("slow", new SandboxBehavior { ReadyAfter = Timeout.InfiniteTimeSpan });
        var slow = await backend.CreateAsync(new SandboxRequest("slow"));
        var ready = await backend.CreateAsync(new SandboxRequest("ready"));

        (await _http.GetAsync(slow.Url)).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await _http.GetAsync(ready.Url)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Kill_WhileARequestIsAnswered_BreaksItsConnection()
    {
        var asked = new TaskCompletionSource();
        var url = await ServeAsync((_, token) =>
        {
            asked.SetResult();
            return Never.Answers<HttpResponseMessage>(token);
        });
        var request = _http.GetAsync(url);
        await asked.Task.AtOnceAsync();

        _backend.Kill("one");

        await FluentActions.Awaiting(() => request.AtOnceAsync()).Should().ThrowAsync<HttpRequestException>();
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nno header\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n")]
    [InlineData("")]
    public async Task Requests_ThatAreNone_EndOnlyTheirConnection(string text)
    {
        var url = await ServeAsync((_, _) => Task.FromResult(new HttpResponseMessage()));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, url.Port);
            await client.Client.SendAsync(Encoding.ASCII.GetBytes(text));
            client.Client.Shutdown(SocketShutdown.Send);
            var left = new byte[100];
            try
            {
                (await client.Client.ReceiveAsync(left).AtOnceAsync()).Should().Be(0);
            }
            catch (SocketException)
            {
                // A reset, which is as good an end.
            }
        }

        (await _http.GetAsync(url)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    public void Dispose()
    {
        _http.Dispose();
        _backend.Dispose();
    }

    private async Task<Uri> ServeAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> respond)
    {
        _backend.Behavior = new SandboxBehavior { Respond = respond };
        return (await _backend.CreateAsync(new SandboxRequest("one"))).Url!;
    }

    private sealed class TwoParts(Task gate) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("first\n"u8.ToArray());
            await gate;
            await stream.WriteAsync("second"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
