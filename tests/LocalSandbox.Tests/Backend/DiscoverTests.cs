using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

public sealed class DiscoverTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    private FakeEngine Engine => _fixture.Engine;

    [Fact]
    public async Task DiscoverAsync_Serves_DescribesItAndHoldsItsPort()
    {
        var container = Engine.AddSandbox("one");

        var sandbox = await _fixture.Backend.DiscoverAsync("one").AtOnceAsync();

        sandbox.Should().Be(new SandboxInfo("one")
        {
            Url = new Uri("http://127.0.0.1:8765/"),
            ContainerName = "local-sandbox-one",
            ContainerId = container.Id,
            CreatedAt = new DateTimeOffset(2026, 11, 23, 7, 3, 6, TimeSpan.Zero).AddTicks(117209),
        });
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task DiscoverAsync_SandboxOfAnotherBackend_IsTheSame()
    {
        using var other = _fixture.NewBackend();
        var theirs = await other.CreateAsync(new SandboxRequest("one")).AtOnceAsync();

        var ours = await _fixture.Backend.DiscoverAsync("one").AtOnceAsync();

        ours.Should().Be(theirs with { CreatedAt = ours!.CreatedAt });
    }

    [Fact]
    public async Task DiscoverAsync_Absent_IsNull()
    {
        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync()).Should().BeNull();

        _fixture.Health.Urls.Should().BeEmpty();
    }

    [Fact]
    public async Task DiscoverAsync_CreatedHereButGone_IsNullAndReleasesThePort()
    {
        await _fixture.CreateAsync();
        Engine.Drop(Engine.Containers[0]);

        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync()).Should().BeNull();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DiscoverAsync_Foreign_IsNull()
    {
        Engine.Add(new FakeContainer(FakeEngine.NewId(), "local-sandbox-one") { HostPort = 8765 });

        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("created")]
    [InlineData("exited")]
    [InlineData("paused")]
    [InlineData("dead")]
    [InlineData("removing")]
    [InlineData("restarting")]
    public async Task DiscoverAsync_NotRunning_IsNullAndUntouched(string state)
    {
        var container = Engine.AddSandbox("one", state);

        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync()).Should().BeNull();

        Engine.Containers.Should().Equal(container);
        _fixture.Runner.VerbsAfterDetection.Should().Equal("container inspect");
    }

    [Fact]
    public async Task DiscoverAsync_NoPort_IsNull()
    {
        Engine.AddSandbox("one", hostPort: null);

        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync()).Should().BeNull();
    }

    [Fact]
    public async Task DiscoverAsync_Unhealthy_IsNullAfterItsTimeoutWithAWarning()
    {
        Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Status(502);
        var before = _fixture.Clock.GetUtcNow();

        (await _fixture.Clock.RunAsync(_fixture.Backend.DiscoverAsync("one"))).Should().BeNull();

        (_fixture.Clock.GetUtcNow() - before).Should().BeCloseTo(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should().Contain("502").And.Contain("local-sandbox-one");
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DiscoverAsync_EngineGoesWhileItIsAsked_ThrowsInsteadOfSayingThatThereIsNone()
    {
        // A published port is often served by the engine itself, so that an engine that is gone looks like a sandbox that does not answer.
        Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Throws(() => new HttpRequestException("Connection refused"));
        _fixture.Runner.Always("wait", (_, _) =>
        {
            Engine.IsDown = true;
            return Replies.Fail(1, "error during connect: Post \"http://x/wait\": EOF\n")(null!, default);
        });

        await _fixture.FailsAsync(_fixture.Backend.DiscoverAsync("one"), SandboxErrorCode.RuntimeNotRunning);

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DiscoverAsync_EngineRestartsWhileItIsAsked_IsFound()
    {
        var container = Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Throws(() => new HttpRequestException("Connection refused"));
        _fixture.Runner.Next("wait", Replies.Fail(1, "error during connect: Post \"http://x/wait\": EOF\n"));
        _fixture.After(TimeSpan.FromSeconds(2), () => _fixture.Health.Always = StubHealthHandler.Status(200));

        var found = await _fixture.Clock.RunAsync(_fixture.Backend.DiscoverAsync("one"));

        found!.ContainerId.Should().Be(container.Id);
    }

    [Fact]
    public async Task DiscoverAsync_ProcessEndsWhileItIsAsked_IsNullAtOnce()
    {
        var container = Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Throws(() => new HttpRequestException("Connection refused"));
        _fixture.After(TimeSpan.FromSeconds(1), () => container.Exit(1));
        var before = _fixture.Clock.GetUtcNow();

        (await _fixture.Clock.RunAsync(_fixture.Backend.DiscoverAsync("one"))).Should().BeNull();

        (_fixture.Clock.GetUtcNow() - before).Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task DiscoverAsync_CreatedHereAndGoneWhileItIsAsked_ReleasesThePort()
    {
        await _fixture.CreateAsync();
        _fixture.Health.Always = StubHealthHandler.Throws(() => new HttpRequestException("Connection refused"));
        _fixture.After(TimeSpan.FromSeconds(1), () => Engine.Drop(Engine.Containers[0]));

        (await _fixture.Clock.RunAsync(_fixture.Backend.DiscoverAsync("one"))).Should().BeNull();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DiscoverAsync_TimeoutZero_DoesNotAsk()
    {
        _fixture.Options.DiscoverTimeout = TimeSpan.Zero;
        Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Status(502);

        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync()).Should().NotBeNull();

        _fixture.Health.Urls.Should().BeEmpty();
    }

    [Fact]
    public async Task DiscoverAsync_DaemonDown_Throws()
    {
        Engine.IsDown = true;

        await _fixture.FailsAsync(_fixture.Backend.DiscoverAsync("one"), SandboxErrorCode.RuntimeNotRunning);
    }

    [Fact]
    public async Task DiscoverAsync_NoAnswerInTime_Throws()
    {
        _fixture.Runner.Always("container inspect", Replies.Throws(() => new TimeoutException()));

        await _fixture.FailsAsync(_fixture.Backend.DiscoverAsync("one"), SandboxErrorCode.TimedOut);
    }

    [Fact]
    public async Task DiscoverAsync_BrokenClientConfiguration_StillSeesAbsence()
    {
        var warning = Captures.Get("docker-29.7.2", "config-json-broken").Stderr;
        _fixture.Runner.Always(
            "container inspect", Replies.Fail(1, warning + "Error response from daemon: No such container: local-sandbox-one\n", "[]\n"));

        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a/b")]
    [InlineData("this-id-is-so-long-that-no-container-could-have-it-as-a-part-of-its-name")]
    public async Task DiscoverAsync_BadId_FailsBeforeAnythingRuns(string sandboxId)
    {
        var failure = await _fixture.FailsAsync(_fixture.Backend.DiscoverAsync(sandboxId), SandboxErrorCode.InvalidRequest);

        failure.Message.Should().Contain(sandboxId);
        _fixture.Runner.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task DiscoverAsync_IPv4AndIPv6Published_TakesTheOneOfOurAddress()
    {
        _fixture.Options.BindAddress = "0.0.0.0";
        var container = Engine.AddSandbox("one");
        var json = FakeDockerJson.Of(container).ToJsonString().Replace(
            """{"HostIp":"127.0.0.1","HostPort":"8765"}""",
            """{"HostIp":"::","HostPort":"32768"},{"HostIp":"0.0.0.0","HostPort":"32769"}""",
            StringComparison.Ordinal);
        _fixture.Runner.Always("container inspect", Replies.Ok($"[{json}]"));

        (await _fixture.Backend.DiscoverAsync("one").AtOnceAsync())!.Url!.Port.Should().Be(32769);
    }

    [Fact]
    public async Task GetOrCreateAsync_Serves_CreatesNothing()
    {
        var container = Engine.AddSandbox("one");

        (await _fixture.Backend.GetOrCreateAsync(new SandboxRequest("one")).AtOnceAsync()).ContainerId.Should().Be(container.Id);

        _fixture.Runner.CommandsOf("run").Should().BeEmpty();
    }

    [Fact]
    public async Task GetOrCreateAsync_Absent_Creates()
    {
        await _fixture.Backend.GetOrCreateAsync(new SandboxRequest("one")).AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("container inspect", "run");
    }

    public void Dispose() => _fixture.Dispose();
}
