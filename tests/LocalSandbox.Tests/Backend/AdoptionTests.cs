using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

/// <summary>What creating does about a container that already has the name.</summary>
public sealed class AdoptionTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    private FakeEngine Engine => _fixture.Engine;

    [Fact]
    public async Task CreateAsync_OursServes_AdoptsIt()
    {
        using var other = _fixture.NewBackend();
        var theirs = await other.CreateAsync(new SandboxRequest("one")).AtOnceAsync();
        _fixture.Logger.Collector.Clear();

        var ours = await _fixture.Backend.CreateAsync(new SandboxRequest("one")).AtOnceAsync();

        ours.Should().Be(theirs with { CreatedAt = ours.CreatedAt });
        _fixture.Runner.Verbs.Should().Equal("--version", "run", "--version", "run", "container inspect");
        _fixture.Logged(LogLevel.Warning).Should().BeEmpty();
        _fixture.Logged(LogLevel.Information).Should().ContainSingle(record => record.Message.StartsWith("Adopted", StringComparison.Ordinal));
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_TwiceInOneProcess_IsOneSandbox()
    {
        var first = await _fixture.CreateAsync();

        var second = await _fixture.CreateAsync();

        second.ContainerId.Should().Be(first.ContainerId);
        second.Url.Should().Be(first.Url);
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_OneIdManyTimesAtOnce_IsOneSandbox()
    {
        var creates = Enumerable.Range(0, 16).Select(_ => Task.Run(() => _fixture.Backend.CreateAsync(new SandboxRequest("one")))).ToList();

        var sandboxes = await _fixture.Clock.RunAsync(Task.WhenAll(creates), TimeSpan.FromMilliseconds(1));

        sandboxes.Select(sandbox => sandbox.ContainerId).Distinct().Should().ContainSingle();
        Engine.Containers.Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_OursNotServingYet_WaitsForIt()
    {
        var container = Engine.AddSandbox("one");
        _fixture.Health.Next([.. Enumerable.Repeat(StubHealthHandler.Status(503), 20)]);

        (await _fixture.CreateAsync()).ContainerId.Should().Be(container.Id);

        _fixture.Health.Urls.Should().HaveCount(21).And.OnlyContain(url => url == new Uri("http://127.0.0.1:8765/v1/sandbox"));
    }

    [Fact]
    public async Task CreateAsync_OursNeverServes_IsNotReadyAndIsLeftAlone()
    {
        var container = Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Status(503);

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.NotReady);

        Engine.Containers.Should().Equal(container);
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Theory]
    [InlineData("created")]
    [InlineData("restarting")]
    public async Task CreateAsync_OursIsJustBeingStarted_WaitsAndAdopts(string state)
    {
        var container = Engine.AddSandbox("one", state);
        _fixture.After(TimeSpan.FromSeconds(2), () => container.State = "running");

        (await _fixture.CreateAsync()).ContainerId.Should().Be(container.Id);

        _fixture.Runner.CommandsOf("rm").Should().BeEmpty();
    }

    [Fact]
    public async Task CreateAsync_OursIsBeingRemoved_WaitsAndStartsANewOne()
    {
        var container = Engine.AddSandbox("one", "removing");
        _fixture.After(TimeSpan.FromSeconds(30), () => Engine.Drop(container));

        var sandbox = await _fixture.CreateAsync();

        _fixture.Runner.CommandsOf("rm").Should().BeEmpty();
        Engine.Containers.Should().ContainSingle().Which.Id.Should().Be(sandbox.ContainerId).And.NotBe(container.Id);
    }

    [Theory]
    [InlineData("exited")]
    [InlineData("paused")]
    [InlineData("dead")]
    public async Task CreateAsync_OursIsDead_RemovesItByIdAndStartsANewOne(string state)
    {
        var container = Engine.AddSandbox("one", state);

        var sandbox = await _fixture.Backend.CreateAsync(new SandboxRequest("one")).AtOnceAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "container inspect", "rm", "run");
        _fixture.Runner.CommandsOf("rm").Single().Arguments[^1].Should().Be(container.Id);
        sandbox.ContainerId.Should().NotBe(container.Id);
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should().Contain(container.Id);
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_OursStaysCreated_IsReplacedAfterTenSeconds()
    {
        var container = Engine.AddSandbox("one", "created");
        var before = _fixture.Clock.GetUtcNow();

        var sandbox = await _fixture.CreateAsync();

        sandbox.ContainerId.Should().NotBe(container.Id);
        (_fixture.Clock.GetUtcNow() - before).Should().BeCloseTo(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task CreateAsync_OursEndsWhileWaitedFor_IsReplaced()
    {
        var container = Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Status(503);
        _fixture.After(TimeSpan.FromSeconds(3), () =>
        {
            _fixture.Health.Always = StubHealthHandler.Status(200);
            container.Exit(1);
        });

        // The 200 that comes from now on is the next one's, not that of the container that has just ended.
        _fixture.Health.Always = async (url, cancellationToken) =>
            container.State == "running"
                ? await StubHealthHandler.Status(503)(url, cancellationToken)
                : await (url.Port == 8765 ? StubHealthHandler.Throws(() => new HttpRequestException("refused")) : StubHealthHandler.Status(200))(url, cancellationToken);

        var sandbox = await _fixture.CreateAsync();

        sandbox.ContainerId.Should().NotBe(container.Id);
        Engine.Containers.Should().ContainSingle();
    }

    [Theory]
    [InlineData("running", null)]
    [InlineData("exited", null)]
    [InlineData("running", "local-sandbox-other")]
    public async Task CreateAsync_ForeignHoldsTheName_IsNameTakenAndUntouched(string state, string? prefix)
    {
        var container = Engine.Add(new FakeContainer(FakeEngine.NewId(), "local-sandbox-one") { State = state });
        if (prefix is not null)
        {
            container.Labels["io.localsandbox.prefix"] = prefix;
        }

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.NameTaken);

        failure.Message.Should().Contain("local-sandbox-one").And.Contain(container.Id).And.Contain("ContainerPrefix");
        failure.IsTransient.Should().BeFalse();
        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "container inspect");
        Engine.Containers.Should().Equal(container);
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_OtherImageAndMounts_AdoptsWithAWarningThatNamesThem()
    {
        var first = await _fixture.CreateAsync();
        _fixture.Options.Image = "sandbox:other";
        _fixture.Options.Mounts.Add(new SandboxMount("/data", "/data"));

        var second = await _fixture.CreateAsync();

        second.ContainerId.Should().Be(first.ContainerId);
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should()
            .Contain("another image").And.Contain("other mounts").And.NotContain("limits");
    }

    [Fact]
    public async Task CreateAsync_OtherLimitsAndRecreate_ReplacesIt()
    {
        var first = await _fixture.CreateAsync();
        _fixture.Options.SpecMismatch = SpecMismatchPolicy.Recreate;
        _fixture.Options.Memory = "1g";

        var second = await _fixture.CreateAsync();

        second.ContainerId.Should().NotBe(first.ContainerId);
        _fixture.Runner.CommandsOf("rm").Single().Arguments[^1].Should().Be(first.ContainerId);
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should().Contain("other limits or isolation");
        Engine.Containers.Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_OtherLimitsAndFail_NamesThemAndTouchesNothing()
    {
        var first = await _fixture.CreateAsync();
        _fixture.Options.SpecMismatch = SpecMismatchPolicy.Fail;
        _fixture.Options.PidsLimit = 7;

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.NameTaken);

        failure.Message.Should().Contain("other limits or isolation").And.Contain("Recreate");
        Engine.Containers.Should().ContainSingle().Which.Id.Should().Be(first.ContainerId);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("")]
    [InlineData("::")]
    public async Task CreateAsync_OursIsPublishedOnAnotherAddress_PolicyDecides(string address)
    {
        var wide = await _fixture.CreateAsync();
        Engine.Containers[0].HostIp = address;

        (await _fixture.CreateAsync()).ContainerId.Should().Be(wide.ContainerId);
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should()
            .Contain($"published on {(address.Length == 0 ? "0.0.0.0" : address)} instead of 127.0.0.1");

        _fixture.Options.SpecMismatch = SpecMismatchPolicy.Fail;
        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.NameTaken);
        failure.Message.Should().Contain("instead of 127.0.0.1");

        _fixture.Options.SpecMismatch = SpecMismatchPolicy.Recreate;
        var narrow = await _fixture.CreateAsync();
        narrow.ContainerId.Should().NotBe(wide.ContainerId);
        Engine.Containers.Should().ContainSingle().Which.HostIp.Should().Be("127.0.0.1");
    }

    [Fact]
    public async Task CreateAsync_OursIsPublishedOnEveryAddressAsAsked_IsNoDifference()
    {
        _fixture.Options.BindAddress = "0.0.0.0";
        var first = await _fixture.CreateAsync();
        Engine.Containers[0].HostIp = "";

        (await _fixture.CreateAsync()).ContainerId.Should().Be(first.ContainerId);

        _fixture.Logged(LogLevel.Warning).Should().BeEmpty();
    }

    [Theory]
    [InlineData(SpecMismatchPolicy.Adopt)]
    [InlineData(SpecMismatchPolicy.Recreate)]
    [InlineData(SpecMismatchPolicy.Fail)]
    public async Task CreateAsync_SameSpec_IsAdoptedUnderEveryPolicy(SpecMismatchPolicy policy)
    {
        _fixture.Options.SpecMismatch = policy;
        var first = await _fixture.CreateAsync(new SandboxRequest("one") { Environment = new Dictionary<string, string> { ["A"] = "1" } });

        var second = await _fixture.CreateAsync(new SandboxRequest("one") { Environment = new Dictionary<string, string> { ["A"] = "2" } });

        second.ContainerId.Should().Be(first.ContainerId);
    }

    [Fact]
    public async Task CreateAsync_OursHasNoPort_IsNotAdopted()
    {
        Engine.AddSandbox("one", hostPort: null);

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.NameTaken);

        failure.Message.Should().Contain("port");
    }

    [Fact]
    public async Task CreateAsync_NameTakenOverAndOver_EndsWithAnError()
    {
        _fixture.Runner.Always("run", Replies.Of(Captures.Get("docker-29.7.2", "name-conflict")));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.NameTaken);

        failure.ExitCode.Should().Be(125);
        _fixture.Runner.CommandsOf("run").Should().HaveCountLessThan(20);
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_CanceledWhileTheRivalStarts_LeavesTheRivalAlone()
    {
        var container = Engine.AddSandbox("one", "created");
        using var caller = new CancellationTokenSource();
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), caller.Token);

        await caller.CancelAsync();

        await FluentActions.Awaiting(() => create.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>()
            .Where(e => e.CancellationToken == caller.Token);
        Engine.Containers.Should().Equal(container);
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    public void Dispose() => _fixture.Dispose();
}
