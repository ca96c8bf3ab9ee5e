using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LocalSandbox.Health;
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
    public async Task WaitUntilReadyAsync_TryOfFullLengthNotAnswered_SaysThatAndNotTheAnswerBefore()
    {
        _handler.Next(StubHealthHandler.Status(503));
        _handler.Always = StubHealthHandler.Hangs();

        (await WaitAsync(TimeSpan.FromSeconds(15))).Last.Should().Be("it gave no answer within 10 s");
    }

    [Fact]
    public async Task WaitUntilReadyAsync_FailureWithACause_SaysTheCause()
    {
        _handler.Always = StubHealthHandler.Throws(() => new HttpRequestException("An error occurred.", new IOException("The connection was reset.")));

        (await WaitAsync(TimeSpan.FromSeconds(1))).Last.Should().Be("the request failed: The connection was reset");
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
    public void Dispose_HandlerOfAnOwner_IsNotDisposed()
    {
        _poller.Dispose();

        _handler.IsDisposed.Should().BeFalse();
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
