using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Backend;

/// <summary>Sandboxes whose process ends while it is waited for.</summary>
public sealed class EarlyExitTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    public EarlyExitTests()
    {
        _fixture.Health.Always = StubHealthHandler.Throws(() => new HttpRequestException("Connection refused"));
    }

    private FakeEngine Engine => _fixture.Engine;

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(20_000)]
    public async Task CreateAsync_ProcessEnds_FailsWithinHalfASecondOfIt(int milliseconds)
    {
        var exit = TimeSpan.FromMilliseconds(milliseconds);
        Engine.OnStarted = container => _fixture.After(exit, () => container.Exit(7, log: "first\nlast\n"));
        var before = _fixture.Clock.GetUtcNow();

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        (_fixture.Clock.GetUtcNow() - before).Should().BeLessThan(exit + TimeSpan.FromMilliseconds(500));
        failure.ExitCode.Should().Be(7);
        failure.Output.Should().Be("first\nlast");
        failure.Message.Should().Contain("code 7").And.Contain("last").And.Contain("local-sandbox-one");
        _fixture.Runner.CommandsOf("logs").Single().Arguments.Should().ContainInConsecutiveOrder("--tail", "50");
        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_KilledForItsMemory_SaysSo()
    {
        _fixture.Options.Memory = "512m";
        Engine.OnStarted = container => container.Exit(137, outOfMemory: true);

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        failure.Message.Should().Contain("512m of memory").And.Contain("(none)");
        failure.Hint.Should().Contain("Memory");
        failure.ExitCode.Should().Be(137);
        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_RemovedByTheEngineAtItsEnd_SaysHowToKeepIt()
    {
        _fixture.Options.AutoRemove = true;
        Engine.OnStarted = container => _fixture.After(TimeSpan.FromSeconds(1), () => Engine.Drop(container));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        failure.Hint.Should().Contain("AutoRemove");
        failure.ExitCode.Should().BeNull();
        ShouldHaveLeftNothing();
    }

    [Fact]
    public async Task CreateAsync_RemovedBySomebody_SaysSo()
    {
        Engine.OnStarted = container => _fixture.After(TimeSpan.FromSeconds(1), () => Engine.Drop(container));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        failure.Hint.Should().Contain("removed");
    }

    [Fact]
    public async Task CreateAsync_LogNotReadable_StillSaysTheExitCode()
    {
        Engine.OnStarted = container => container.Exit(9);
        _fixture.Runner.Always("logs", Replies.Fail(1, "Error response from daemon: configured logging driver does not support reading\n"));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        failure.ExitCode.Should().Be(9);
        failure.Message.Should().Contain("logging driver does not support reading");
    }

    [Fact]
    public async Task CreateAsync_LogOfManyMegabytes_KeepsItsEnd()
    {
        Engine.OnStarted = container => container.Exit(1, log: new string('x', 3_000_000) + "the end");

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        failure.Output.Should().EndWith("the end");
        failure.Output!.Length.Should().BeLessThan(20_000);
    }

    [Fact]
    public async Task CreateAsync_WatchBreaksButItRuns_GoesOnWaiting()
    {
        _fixture.Runner.Next("wait", Replies.Throws(() => new TimeoutException()), Replies.Fail(1, "Error response from daemon: EOF\n"), Replies.Ok("0\n"));
        _fixture.After(TimeSpan.FromSeconds(3), () => _fixture.Health.Always = StubHealthHandler.Status(200));

        await _fixture.CreateAsync();

        _fixture.Runner.CommandsOf("wait").Should().HaveCount(4);
        Engine.Containers.Should().ContainSingle();
    }

    [Fact]
    public async Task CreateAsync_DaemonDiesWhileWaiting_IsRuntimeNotRunning()
    {
        _fixture.Runner.Always("wait", (_, _) =>
        {
            Engine.IsDown = true;
            return Replies.Fail(1, "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n")(null!, default);
        });

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.RuntimeNotRunning);

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    public void Dispose() => _fixture.Dispose();

    private void ShouldHaveLeftNothing()
    {
        Engine.Containers.Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }
}
