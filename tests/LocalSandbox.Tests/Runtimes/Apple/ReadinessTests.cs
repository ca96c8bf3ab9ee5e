using LocalSandbox.Health;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>A health check that cannot be sent at all, to a sandbox that never ends.</summary>
public sealed class ReadinessTests
{
    private static readonly Uri Url = new("http://127.0.0.1:23000");

    [Fact]
    public async Task WaitAsync_AskingThatFailsForGood_FailsToo()
    {
        var cli = new AppleCliFake();
        cli.Always("list", _ => AppleCliFake.Ok("""[{"configuration":{"id":"ab"},"status":"running"}]"""));
        var host = new HostMachine(IsMacOS: true, () => [], _ => false);
        var options = new LocalSandboxOptions();
        var dialect = new AppleDialect(
            new AppleCli(new RuntimeCli("container", cli, TimeProvider.System, NullLogger.Instance), host, options),
            new AppleVersion(1, 2, 2),
            host,
            options,
            TimeProvider.System,
            NullLogger.Instance);
        using var handler = new FailingHandler(new NotSupportedException("no such handler"));
        using var poller = new SandboxHealthPoller(handler, TimeProvider.System);

        var waiting = new ReadinessWatch(dialect, poller, options, TimeProvider.System).WaitAsync("ab", Url, options.ReadyTimeout, default);

        await FluentActions.Awaiting(() => waiting.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<NotSupportedException>();
    }

    private sealed class FailingHandler(Exception exception) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(exception);
    }
}
