using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>A dialect on a command line, a clock and a log that a test holds in its hands.</summary>
public abstract class AppleDialectTest
{
    private protected const string Name = "local-sandbox-one";
    private protected const string Id = Name + "@3f9c12ab01cd";
    private protected const string OtherAttempt = "ffffffffffff4e5f8a9b0c1d2e3f4a5b";

    private protected AppleCliFake Cli { get; } = new();

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 8, 7, 18, 40, 0, TimeSpan.Zero));

    private protected FakeLogger Logger { get; } = new();

    private protected static string List(params string[] elements) => $"[{string.Join(',', elements)}]";

    private protected static string Element(string name, string state = "running", string? attempt = Specs.Attempt, string? prefix = "local-sandbox", bool started = false) => $$"""
        {"status":"{{state}}"{{(started ? ",\"startedDate\":791224563.5" : "")}},"networks":[],
         "configuration":{"id":"{{name}}","labels":{ {{(prefix is null ? "" : $"\"io.localsandbox.prefix\":\"{prefix}\",\"io.localsandbox.attempt\":\"{attempt}\"")}} } } }
        """;

    private protected static async Task<SandboxException> ShouldFailAsync(Func<Task> act, SandboxErrorCode code)
    {
        var failure = (await act.Should().ThrowAsync<SandboxException>()).Which;
        failure.Code.Should().Be(code, failure.ToString());
        failure.ShouldSayWhatHappened();
        return failure;
    }

    /// <summary>Lets time pass until the task has ended; away from xunit's context, on which continuations of timers do not run in line.</summary>
    private protected Task PumpAsync(Task task) => Task.Run(async () =>
    {
        var end = Clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        while (!task.IsCompleted)
        {
            Clock.GetUtcNow().Should().BeBefore(end, "it should end some time");
            for (var i = 0; i < 8 && !task.IsCompleted; i++)
            {
                await Task.Yield();
            }

            Clock.Advance(TimeSpan.FromMilliseconds(10));
        }
    });

    private protected AppleDialect CreateSut(string version = "1.2.2", Func<string, bool>? isFile = null, string[]? variables = null)
    {
        var host = new HostMachine(IsMacOS: true, () => variables ?? [], isFile ?? (_ => false));
        var options = new LocalSandboxOptions();
        return new AppleDialect(
            new AppleCli(new RuntimeCli("container", Cli, Clock, Logger), host, options),
            AppleVersion.Parse($"version {version}")!.Value,
            host,
            options,
            Clock,
            Logger);
    }
}
