using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Backend;

/// <summary>How many commands each operation costs.</summary>
public sealed class HotPathTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    [Fact]
    public void Constructor_NothingUsedYet_RunsNothing()
    {
        _ = _fixture.Backend;

        _fixture.Runner.Commands.Should().BeEmpty();
        _fixture.Health.Urls.Should().BeEmpty();
    }

    [Fact]
    public async Task CreateAsync_FirstAndSecond_AskForTheVersionOnceAndRunOnceEach()
    {
        await _fixture.Backend.CreateAsync(new SandboxRequest("one")).AtOnceAsync();
        await _fixture.Backend.CreateAsync(new SandboxRequest("two")).AtOnceAsync();

        _fixture.Runner.Verbs.Should().Equal("--version", "run", "run");
    }

    [Fact]
    public async Task CreateAsync_ReadyAtOnce_TakesNoTimeAndWatchesNothing()
    {
        var before = _fixture.Clock.GetUtcNow();

        var sandbox = await _fixture.Backend.CreateAsync(new SandboxRequest("one")).AtOnceAsync();

        _fixture.Clock.GetUtcNow().Should().Be(before);
        _fixture.Health.Urls.Should().Equal(new Uri(sandbox.Url!, "/v1/sandbox"));
    }

    [Fact]
    public async Task CreateAsync_ReadyWithin200Milliseconds_CostsNoSecondCall()
    {
        _fixture.Health.Next([.. Enumerable.Repeat(StubHealthHandler.Status(503), 15)]);

        await _fixture.CreateAsync();

        _fixture.Health.Times[^1].Should().BeLessThan(TimeSpan.FromMilliseconds(200));
        _fixture.Runner.VerbsAfterDetection.Should().Equal("run");
    }

    [Fact]
    public async Task OutputLimit_OfEveryCommand_IsLongOnlyWhereAnyNumberOfContainersIsAskedAbout()
    {
        var sandbox = await _fixture.Backend.CreateAsync(new SandboxRequest("one")).AtOnceAsync();
        await _fixture.Backend.ListRunningAsync().AtOnceAsync();
        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Runner.Commands.Select(command => $"{ScriptedProcessRunner.Verb(command)} {command.OutputLimit >> 20}")
            .Should().Equal("--version 1", "run 1", "ps 8", "container inspect 8", "stop 1", "rm 1");
    }

    [Fact]
    public async Task Commands_OfDocker_EndBeforeTheirFirstCollection()
    {
        var request = new SandboxRequest("one") { Environment = new Dictionary<string, string> { ["TOKEN"] = "abc", ["GOGC"] = "7" } };

        var sandbox = await _fixture.Backend.CreateAsync(request).AtOnceAsync();
        await _fixture.Backend.ListRunningAsync().AtOnceAsync();
        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        var commands = _fixture.Runner.Commands.Skip(1).ToList();
        commands.Should().OnlyContain(command => command.Environment["GOGC"] == "400", "a sandbox's own must not change the command line");
        commands[0].Environment.Should().Contain("TOKEN", "abc");
        commands[0].StandardInput.Should().Be("GOGC=7\n");
    }

    [Fact]
    public async Task CreateAsync_ReadyLater_IsWatchedByOneSecondCall()
    {
        _fixture.Health.Next([.. Enumerable.Repeat(StubHealthHandler.Status(503), 60)]);

        await _fixture.CreateAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "wait");
    }

    [Fact]
    public async Task DiscoverAsync_Running_AsksOnce()
    {
        _fixture.Engine.AddSandbox("one");

        await _fixture.Backend.DiscoverAsync("one").AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("container inspect");
    }

    [Fact]
    public async Task ListRunningAsync_HoweverMany_AsksTwice()
    {
        for (var i = 0; i < 20; i++)
        {
            _fixture.Engine.AddSandbox($"s{i}", hostPort: 24000 + i);
        }

        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().HaveCount(20);

        _fixture.Runner.VerbsAfterDetection.Should().Equal("ps", "container inspect");
    }

    [Fact]
    public async Task ListRunningAsync_None_AsksOnce()
    {
        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().BeEmpty();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("ps");
    }

    [Fact]
    public async Task IsAliveAsync_Running_AsksOnce()
    {
        var container = _fixture.Engine.AddSandbox("one");

        await _fixture.Backend.IsAliveAsync(new SandboxInfo("one") { ContainerId = container.Id }).AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("container inspect");
    }

    [Fact]
    public async Task DestroyAsync_SandboxCreatedHere_StopsAndRemoves()
    {
        var sandbox = await _fixture.CreateAsync();

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "stop", "rm");
    }

    [Fact]
    public async Task DestroyAsync_SandboxFoundHere_StopsAndRemoves()
    {
        _fixture.Engine.AddSandbox("one");
        var sandbox = await _fixture.Backend.DiscoverAsync("one").AtOnceAsync();

        await _fixture.Backend.DestroyAsync(sandbox!).AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("container inspect", "stop", "rm");
    }

    [Fact]
    public async Task DestroyAsync_NoGracePeriod_IsOneCall()
    {
        _fixture.Options.StopGracePeriod = TimeSpan.Zero;
        var sandbox = await _fixture.CreateAsync();

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "rm");
    }

    public void Dispose() => _fixture.Dispose();
}
