using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Backend;

public sealed class IsAliveTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    private FakeEngine Engine => _fixture.Engine;

    [Theory]
    [InlineData("running", true)]
    [InlineData("restarting", true)]
    [InlineData("paused", false)]
    [InlineData("exited", false)]
    [InlineData("dead", false)]
    [InlineData("created", false)]
    [InlineData("removing", false)]
    public async Task IsAliveAsync_EachState_IsAliveOnlyWhileItRuns(string state, bool expected)
    {
        var container = Engine.AddSandbox("one", state);

        (await _fixture.Backend.IsAliveAsync(new SandboxInfo("one") { ContainerId = container.Id }).AtOnceAsync()).Should().Be(expected);
        (await _fixture.Backend.IsAliveAsync(new SandboxInfo("one")).AtOnceAsync()).Should().Be(expected);
    }

    [Fact]
    public async Task IsAliveAsync_StateNobodyKnows_IsNeverCalledDead()
    {
        Engine.AddSandbox("one", "contemplating");

        var failure = await _fixture.FailsAsync(_fixture.Backend.IsAliveAsync(new SandboxInfo("one")), SandboxErrorCode.Unsupported);

        failure.Message.Should().Contain("local-sandbox-one");
    }

    [Fact]
    public async Task IsAliveAsync_IdKnown_AsksById()
    {
        var container = Engine.AddSandbox("one");

        await _fixture.Backend.IsAliveAsync(new SandboxInfo("one") { ContainerId = container.Id }).AtOnceAsync();

        _fixture.Runner.CommandsOf("container inspect").Single().Arguments.Should().Equal("container", "inspect", container.Id);
    }

    [Fact]
    public async Task IsAliveAsync_Absent_IsFalseAndReleasesThePort()
    {
        var sandbox = await _fixture.CreateAsync();
        Engine.Drop(Engine.Containers[0]);

        (await _fixture.Backend.IsAliveAsync(sandbox).AtOnceAsync()).Should().BeFalse();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task IsAliveAsync_RecreatedUnderTheSameName_IsFalse()
    {
        var sandbox = await _fixture.CreateAsync();
        Engine.Drop(Engine.Containers[0]);
        Engine.AddSandbox("one");

        (await _fixture.Backend.IsAliveAsync(sandbox).AtOnceAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task IsAliveAsync_ForeignUnderTheName_IsFalse()
    {
        Engine.Add(new FakeContainer(FakeEngine.NewId(), "local-sandbox-one"));

        (await _fixture.Backend.IsAliveAsync(new SandboxInfo("one")).AtOnceAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task IsAliveAsync_NameIsTheBeginningOfAForeignId_IsFalse()
    {
        var foreign = Engine.Add(new FakeContainer(FakeEngine.NewId(), "other"));

        var sandbox = new SandboxInfo("one") { ContainerName = foreign.Id[..12] };

        (await _fixture.Backend.IsAliveAsync(sandbox).AtOnceAsync()).Should().BeFalse();
    }

    [Theory]
    [InlineData("docker-20.10.24_cli-20.10.24")]
    [InlineData("docker-20.10.24_cli-28.2.2")]
    [InlineData("docker-26.1.5")]
    [InlineData("docker-29.7.2")]
    public async Task IsAliveAsync_AbsentInAnyVersionsWords_IsFalse(string file)
    {
        _fixture.Runner.Always("container inspect", Replies.Of(Captures.Get(file, "container-inspect-missing")));

        (await _fixture.Backend.IsAliveAsync(new SandboxInfo("one") { ContainerName = "ctr-research-none" }).AtOnceAsync()).Should().BeFalse();
    }

    [Theory]
    [InlineData("docker-20.10.24_cli-20.10.24", "daemon-socket-missing.inspect", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("docker-20.10.24_cli-28.2.2", "daemon-socket-missing.inspect", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("docker-cli-26.1.5", "daemon-socket-missing.inspect", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("docker-cli-29.7.2", "daemon-socket-missing.inspect", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("docker-cli-29.1.5", "daemon-socket-permission.inspect", SandboxErrorCode.PermissionDenied)]
    public async Task IsAliveAsync_DaemonDownInAnyVersionsWords_ThrowsAndKeepsThePort(string file, string name, SandboxErrorCode code)
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Runner.Always("container inspect", Replies.Of(Captures.Get(file, name)));

        await _fixture.FailsAsync(_fixture.Backend.IsAliveAsync(sandbox), code);

        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task IsAliveAsync_AnswerThatIsNotUtf8_IsATypedErrorAndNotADeath()
    {
        // What cannot be read of it may be the label that makes the container ours.
        var json = FakeDockerJson.Of(Engine.AddSandbox("one")).ToJsonString().Replace("Labels", "La\uFFFDels", StringComparison.Ordinal);
        _fixture.Runner.Always("container inspect", (_, _) => Task.FromResult(new ProcessResult(0, $"[{json}]", "") { IsGarbled = true }));

        await _fixture.FailsAsync(_fixture.Backend.IsAliveAsync(new SandboxInfo("one")), SandboxErrorCode.CommandFailed);
    }

    [Theory]
    [InlineData("Config")]
    [InlineData("State")]
    public async Task IsAliveAsync_PartOfTheAnswerIsMissing_IsATypedErrorAndNotADeath(string missing)
    {
        var json = FakeDockerJson.Of(Engine.AddSandbox("one"));
        json.Remove(missing);
        _fixture.Runner.Always("container inspect", Replies.Ok($"[{json.ToJsonString()}]"));

        await _fixture.FailsAsync(_fixture.Backend.IsAliveAsync(new SandboxInfo("one")), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task IsAliveAsync_AnswerAboutALongerId_IsATypedErrorAndNotADeath()
    {
        var container = Engine.AddSandbox("one");
        var json = FakeDockerJson.Of(container);
        json["Id"] = container.Id + "0";
        _fixture.Runner.Always("container inspect", Replies.Ok($"[{json.ToJsonString()}]"));

        await _fixture.FailsAsync(
            _fixture.Backend.IsAliveAsync(new SandboxInfo("one") { ContainerId = container.Id }), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task IsAliveAsync_EngineStartedWhileItWasAsked_IsAskedAgain()
    {
        Engine.AddSandbox("one");
        _fixture.Runner.Next("container inspect", Replies.Of(Captures.Get("cross", "cli-29.1.5-engine-20.10.24.ps")));

        (await _fixture.Backend.IsAliveAsync(new SandboxInfo("one")).AtOnceAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task IsAliveAsync_EngineIsTooOld_IsUnsupportedAndAskedOnlyTwice()
    {
        _fixture.Runner.Always("container inspect", Replies.Of(Captures.Get("cross", "cli-29.1.5-engine-20.10.24.ps")));

        await _fixture.FailsAsync(_fixture.Backend.IsAliveAsync(new SandboxInfo("one")), SandboxErrorCode.Unsupported);

        _fixture.Runner.CommandsOf("container inspect").Should().HaveCount(2);
    }

    [Fact]
    public async Task IsAliveAsync_NoAnswerInTime_IsTimedOut()
    {
        _fixture.Runner.Always("container inspect", Replies.Throws(() => new TimeoutException()));

        var failure = await _fixture.FailsAsync(_fixture.Backend.IsAliveAsync(new SandboxInfo("one")), SandboxErrorCode.TimedOut);

        failure.Message.Should().Contain("15 s");
    }

    [Theory]
    [InlineData("helper not found in PATH")]
    [InlineData("Error response from daemon: No such container: somebody-else")]
    public async Task IsAliveAsync_UnrelatedNotFound_Throws(string text)
    {
        _fixture.Runner.Always("container inspect", Replies.Fail(1, text + "\n", "[]\n"));

        await _fixture.FailsAsync(_fixture.Backend.IsAliveAsync(new SandboxInfo("one")), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task IsAliveAsync_Canceled_CarriesTheCallersToken()
    {
        _fixture.Runner.Always("container inspect", Replies.Hangs());
        using var caller = new CancellationTokenSource();
        var alive = _fixture.Backend.IsAliveAsync(new SandboxInfo("one"), caller.Token);

        await caller.CancelAsync();

        await FluentActions.Awaiting(() => alive.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>()
            .Where(e => e.CancellationToken == caller.Token);
    }

    public void Dispose() => _fixture.Dispose();
}
