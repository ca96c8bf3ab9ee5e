using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

public sealed class LoggingTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    [Fact]
    public async Task WholeLife_EachStep_IsLoggedAtItsLevel()
    {
        var sandbox = await _fixture.CreateAsync();
        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Logged(LogLevel.Information).Select(record => record.Message).Should().Equal(
            "Using Docker through docker (Docker version 29.7.2, build 1)",
            $"Started the sandbox in container local-sandbox-one ({sandbox.ContainerId}) at {sandbox.Url} in 0 ms",
            $"Stopped and removed the sandbox in container local-sandbox-one ({sandbox.ContainerId})");
        _fixture.Logged(LogLevel.Warning).Should().BeEmpty();
    }

    [Fact]
    public async Task WholeLife_EachCommand_IsLoggedForDebugging()
    {
        var sandbox = await _fixture.CreateAsync();
        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        var commands = _fixture.Logged(LogLevel.Debug).Select(record => record.Message).ToList();
        commands.Should().HaveCount(4).And.OnlyContain(message => message.Contains("exit code 0"));
        commands[1].Should().StartWith("Ran docker run -d --pull never --name local-sandbox-one");
        commands[3].Should().StartWith($"Ran docker rm -f -v {sandbox.ContainerId}");
    }

    [Fact]
    public async Task IsAliveListAndDiscover_Healthy_AreQuiet()
    {
        await _fixture.CreateAsync();
        _fixture.Logger.Collector.Clear();

        await _fixture.Backend.IsAliveAsync(new SandboxInfo("one")).AtOnceAsync();
        await _fixture.Backend.ListRunningAsync().AtOnceAsync();
        await _fixture.Backend.DiscoverAsync("one").AtOnceAsync();

        _fixture.Logger.Collector.GetSnapshot().Should().OnlyContain(record => record.Level == LogLevel.Debug);
    }

    [Fact]
    public async Task CreateAsync_DebugIsOff_DoesNotLogCommands()
    {
        _fixture.Logger.ControlLevel(LogLevel.Debug, false);

        await _fixture.CreateAsync();

        _fixture.Logged(LogLevel.Debug).Should().BeEmpty();
    }

    public void Dispose() => _fixture.Dispose();
}
