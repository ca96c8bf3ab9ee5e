using System.Net.Sockets;
using LocalSandbox.Health;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>What the forwarder of this runtime does to a health check: it accepts, and resets when nothing listens inside.</summary>
public sealed class ReadinessTests
{
    private static readonly Uri Url = new("http://127.0.0.1:23000");

    [Fact]
    public async Task WaitUntilReadyAsync_ResetBeforeTheConnectionWasLookedAt_IsNotYet()
    {
        using var handler = new FailingHandler(new SocketException((int)SocketError.NotConnected));
        using var sut = new SandboxHealthPoller(handler, TimeProvider.System);

        var answer = await sut.WaitUntilReadyAsync(Url, TimeSpan.FromMilliseconds(50), default);

        answer.IsReady.Should().BeFalse();
        handler.Requests.Should().BeGreaterThan(1, "it is tried again");
    }

    [Fact]
    public async Task WaitAsync_AskingThatFailsForGood_FailsToo()
    {
        var cli = new AppleCliFake();
        cli.Always("list", _ => AppleCliFake.Ok("""[{"configuration":{"id":"ab"},"status":"running"}]"""));
        var host = new HostMachine(IsMacOS: true, () => [], _ => false);
        var options = new LocalSandboxOptions();
        var dialect = new AppleDialect(
            new RuntimeCli("container", cli, TimeProvider.System, NullLogger.Instance), new AppleVersion(1, 2, 2), host, options, TimeProvider.System, NullLogger.Instance);
        using var handler = new FailingHandler(new NotSupportedException("no such handler"));
        using var poller = new SandboxHealthPoller(handler, TimeProvider.System);

        var waiting = new ReadinessWatch(dialect, poller, options, TimeProvider.System).WaitAsync("ab", Url, options.ReadyTimeout, default);

        await FluentActions.Awaiting(() => waiting.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<NotSupportedException>();
    }

    private sealed class FailingHandler(Exception exception) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromException<HttpResponseMessage>(exception);
        }
    }
}
