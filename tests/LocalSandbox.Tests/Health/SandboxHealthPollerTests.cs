using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalSandbox.Health;
using LocalSandbox.Testing.Http;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Health;

public sealed class SandboxHealthPollerTests : IDisposable
{
    private static readonly Uri Url = new("http://127.0.0.1:8080/v1/sandbox");
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly StubHealthHandler _handler;
    private readonly SandboxHealthPoller _poller;

    public SandboxHealthPollerTests()
    {
        _handler = new StubHealthHandler(_clock);
        _poller = new SandboxHealthPoller(_handler, _clock);
    }

    [Fact]
    public async Task WaitUntilReadyAsync_ReadyAtOnce_TakesNoTime()
    {
        var answer = await _poller.WaitUntilReadyAsync(Url, TimeSpan.FromSeconds(1), CancellationToken.None).AtOnceAsync();

        answer.IsReady.Should().BeTrue();
        _handler.Urls.Should().Equal(Url);
        _handler.Times.Should().Equal(TimeSpan.Zero);
    }

    [Fact]
    public async Task WaitUntilReadyAsync_NotYet_AsksAgainAfter10MillisecondsGrowingTo250()
    {
        _handler.Always = StubHealthHandler.Status(503);

        await WaitAsync(TimeSpan.FromSeconds(60));

        var times = _handler.Times;
        var pauses = times.Zip(times.Skip(1), (one, next) => next - one).SkipLast(1).ToList();
        times[0].Should().Be(TimeSpan.Zero);
        pauses[0].Should().Be(TimeSpan.FromMilliseconds(10));
        pauses.Should().OnlyContain(pause => pause >= TimeSpan.FromMilliseconds(10) && pause <= TimeSpan.FromMilliseconds(252));
        pauses[^1].Should().BeGreaterOrEqualTo(TimeSpan.FromMilliseconds(250));
        times.Zip(pauses).Skip(40).Should().OnlyContain(
            one => one.Second <= TimeSpan.FromMilliseconds(11) + (one.First / 128), "a ready sandbox is seen at most about 1 % late");
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(301)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task WaitUntilReadyAsync_AnyStatusBut200_IsTriedAgain(int status)
    {
        _handler.Next(StubHealthHandler.Status(status), StubHealthHandler.Status(status));

        (await WaitAsync(TimeSpan.FromSeconds(1))).IsReady.Should().BeTrue();

        _handler.Urls.Should().HaveCount(3);
    }

    [Fact]
    public async Task WaitUntilReadyAsync_RefusedResetOrEmptyReply_IsTriedAgain()
    {
        _handler.Next(
            StubHealthHandler.Throws(() => new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused))),
            StubHealthHandler.Throws(() => new HttpRequestException("reset", new IOException())),
            StubHealthHandler.Throws(() => new HttpIOException(HttpRequestError.ResponseEnded)),
            StubHealthHandler.Throws(() => new IOException("reset")),
            StubHealthHandler.Throws(() => new SocketException((int)SocketError.ConnectionReset)));

        (await WaitAsync(TimeSpan.FromSeconds(1))).IsReady.Should().BeTrue();

        _handler.Urls.Should().HaveCount(6);
    }

    [Fact]
    public async Task WaitUntilReadyAsync_RequestHangs_IsTriedAgainAfterTenSeconds()
    {
        _handler.Next(StubHealthHandler.Hangs());

        (await WaitAsync(TimeSpan.FromSeconds(60))).IsReady.Should().BeTrue();

        _handler.Times[1].Should().BeCloseTo(TimeSpan.FromSeconds(10.1), TimeSpan.FromMilliseconds(200));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3_000)]
    [InlineData(9_999)]
    public async Task WaitUntilReadyAsync_RequestHangs_IsBoundedByTheDeadline(int milliseconds)
    {
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        _handler.Always = StubHealthHandler.Hangs();

        var answer = await WaitAsync(timeout);

        answer.IsReady.Should().BeFalse();
        answer.Last.Should().Contain("no answer within");
        Elapsed().Should().BeCloseTo(timeout, 5 * Millisecond);
        _handler.Urls.Should().ContainSingle();
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(2_345)]
    [InlineData(60_000)]
    public async Task WaitUntilReadyAsync_DeadlineReached_SaysTheLastAnswer(int milliseconds)
    {
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        _handler.Next(StubHealthHandler.Status(500));
        _handler.Always = StubHealthHandler.Status(503);

        var answer = await WaitAsync(timeout);

        answer.Should().Be(new HealthAnswer(false, "it answered 503"));
        Elapsed().Should().BeCloseTo(timeout, 5 * Millisecond);
    }

    [Fact]
    public async Task WaitUntilReadyAsync_DeadlineCutsATryShort_SaysTheAnswerBefore()
    {
        _handler.Next(StubHealthHandler.Status(503));
        _handler.Always = StubHealthHandler.Hangs();

        (await WaitAsync(TimeSpan.FromMilliseconds(15))).Last.Should().Be("it answered 503");
    }

    [Fact]
    public async Task WaitUntilReadyAsync_Refused_SaysWhy()
    {
        _handler.Always = StubHealthHandler.Throws(() => new HttpRequestException("Connection refused (127.0.0.1:8080)"));

        (await WaitAsync(TimeSpan.FromSeconds(1))).Last.Should().Contain("Connection refused");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task WaitUntilReadyAsync_NoTimeLeft_DoesNotAsk(int milliseconds)
    {
        var answer = await _poller.WaitUntilReadyAsync(Url, TimeSpan.FromMilliseconds(milliseconds), CancellationToken.None).AtOnceAsync();

        answer.IsReady.Should().BeFalse();
        answer.Last.Should().Contain("never asked");
        _handler.Urls.Should().BeEmpty();
    }

    [Fact]
    public async Task WaitUntilReadyAsync_CanceledInARequest_EndsAtOnceWithTheCallersToken()
    {
        _handler.Always = StubHealthHandler.Hangs();
        using var caller = new CancellationTokenSource();
        var wait = _poller.WaitUntilReadyAsync(Url, TimeSpan.FromSeconds(60), caller.Token);

        await caller.CancelAsync();

        await ShouldBeCanceledAsync(wait, caller.Token);
    }

    [Fact]
    public async Task WaitUntilReadyAsync_CanceledInAPause_EndsAtOnceWithTheCallersToken()
    {
        _handler.Always = StubHealthHandler.Status(503);
        using var caller = new CancellationTokenSource();
        var wait = _poller.WaitUntilReadyAsync(Url, TimeSpan.FromSeconds(60), caller.Token);

        await caller.CancelAsync();

        await ShouldBeCanceledAsync(wait, caller.Token);
        _handler.Urls.Should().ContainSingle();
    }

    [Fact]
    public async Task WaitUntilReadyAsync_CanceledBefore_EndsWithTheCallersToken()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        await ShouldBeCanceledAsync(_poller.WaitUntilReadyAsync(Url, TimeSpan.FromSeconds(60), caller.Token), caller.Token);
    }

    [Fact]
    public async Task Dispose_HandlerOfAnOwner_IsNotDisposed()
    {
        _poller.Dispose();

        using var invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        (await invoker.SendAsync(request, CancellationToken.None)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

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

    /// <summary>What answers is untrusted code: the text it sends instead of HTTP can be the secret it was given.</summary>
    [Theory]
    [InlineData("{0}\r\n\r\n")]
    [InlineData("HTTP/1.1 {0}\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n{0}\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n:{0}\r\n\r\n")]
    public async Task WaitUntilReadyAsync_SandboxThatSpeaksAnotherProtocol_IsNotQuoted(string format)
    {
        var canary = new Canary();
        var failure = await FailureOfAsync(string.Format(CultureInfo.InvariantCulture, format, canary));
        _handler.Always = StubHealthHandler.Throws(() => failure);

        var answer = await WaitAsync(TimeSpan.FromSeconds(1));

        answer.Last.Should().Contain("not HTTP");
        canary.ShouldNotBeIn([answer.Last]);

        // What .NET really throws for such an answer.
        static async Task<Exception> FailureOfAsync(string answer)
        {
            using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (_, _) => ConnectAsync(answer) });
            using var request = new HttpRequestMessage(HttpMethod.Get, Url);
            return (await FluentActions.Awaiting(() => http.SendAsync(request, CancellationToken.None).AtOnceAsync()).Should().ThrowAsync<Exception>()).Which;
        }

        static ValueTask<Stream> ConnectAsync(string answer) => ValueTask.FromResult<Stream>(new AnsweringStream(Encoding.ASCII.GetBytes(answer)));
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

    public void Dispose()
    {
        _poller.Dispose();
        _handler.Dispose();
    }

    private static async Task ShouldBeCanceledAsync(Task task, CancellationToken token) =>
        await FluentActions.Awaiting(() => task.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>()
            .Where(e => e.CancellationToken == token);

    private Task<HealthAnswer> WaitAsync(TimeSpan timeout) =>
        _clock.RunAsync(_poller.WaitUntilReadyAsync(Url, timeout, CancellationToken.None), Millisecond);

    private TimeSpan Elapsed() => _clock.GetUtcNow() - _clock.Start;

    /// <summary>A connection on which the answer is there already, whatever is asked.</summary>
    private sealed class AnsweringStream(byte[] answer) : MemoryStream(answer, writable: false)
    {
        public override bool CanWrite => true;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
