using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Backend;

public sealed class ListRunningTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    private FakeEngine Engine => _fixture.Engine;

    [Fact]
    public async Task ListRunningAsync_Several_AreOrderedByAgeAndHaveUrls()
    {
        Engine.AddSandbox("newest", hostPort: 23003).Created = "2026-11-23T07:03:06.3Z";
        Engine.AddSandbox("oldest", hostPort: 23001).Created = "2026-11-23T07:03:06.1Z";
        Engine.AddSandbox("middle", hostPort: 23002).Created = "2026-11-23T09:03:06.2+02:00";

        var sandboxes = await _fixture.Backend.ListRunningAsync().AtOnceAsync();

        sandboxes.Select(sandbox => sandbox.SandboxId).Should().Equal("oldest", "middle", "newest");
        sandboxes.Select(sandbox => sandbox.Url!.Port).Should().Equal(23001, 23002, 23003);
        _fixture.Backend.ReservedPortCount.Should().Be(3);
    }

    [Fact]
    public async Task ListRunningAsync_AsksByLabelAndIds()
    {
        var container = Engine.AddSandbox("one");

        await _fixture.Backend.ListRunningAsync().AtOnceAsync();

        _fixture.Runner.CommandsOf("ps").Single().Arguments.Should().Equal(
            "ps", "-a", "--no-trunc", "--filter", "label=io.localsandbox.prefix=local-sandbox", "--format", "table {{.ID}}");
        _fixture.Runner.CommandsOf("container inspect").Single().Arguments.Should().Equal("container", "inspect", container.Id);
    }

    [Fact]
    public async Task ListRunningAsync_OneVanishesInBetween_CostsOnlyItself()
    {
        Engine.AddSandbox("one", hostPort: 23001);
        var gone = FakeEngine.NewId();
        _fixture.Runner.Always("ps", Replies.Ok(FakeEngine.Listed(gone, Engine.Containers[0].Id)));

        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().ContainSingle().Which.SandboxId.Should().Be("one");
    }

    [Fact]
    public async Task ListRunningAsync_AllVanishInBetween_IsEmpty()
    {
        _fixture.Runner.Always("ps", Replies.Ok(FakeEngine.Listed(FakeEngine.NewId(), FakeEngine.NewId())));

        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task ListRunningAsync_NoPort_HasNoUrl()
    {
        Engine.AddSandbox("one", hostPort: null);

        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().ContainSingle().Which.Url.Should().BeNull();
    }

    [Theory]
    [InlineData("created")]
    [InlineData("paused")]
    [InlineData("exited")]
    [InlineData("dead")]
    [InlineData("removing")]
    public async Task ListRunningAsync_NotRunning_IsLeftOut(string state)
    {
        Engine.AddSandbox("one", state);

        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task ListRunningAsync_OverlappingPrefix_IsExcluded()
    {
        Engine.AddSandbox("b-one", prefix: "aa");
        Engine.AddSandbox("one", prefix: "aa-b");
        _fixture.Options.ContainerPrefix = "aa";

        var sandboxes = await _fixture.Backend.ListRunningAsync().AtOnceAsync();

        sandboxes.Should().ContainSingle().Which.SandboxId.Should().Be("b-one");
    }

    [Fact]
    public async Task ListRunningAsync_RenamedSinceOrForeign_IsLeftOut()
    {
        Engine.Add(new FakeContainer(FakeEngine.NewId(), "renamed") { Labels = { ["io.localsandbox.prefix"] = "local-sandbox" } });
        Engine.Add(new FakeContainer(FakeEngine.NewId(), "local-sandbox-foreign"));

        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task ListRunningAsync_NoCreationTime_IsListedAllTheSame()
    {
        Engine.AddSandbox("one").Created = "garbage";

        (await _fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().ContainSingle().Which.CreatedAt.Should().BeNull();
    }

    [Fact]
    public async Task ListRunningAsync_DaemonDown_Throws()
    {
        await _fixture.CreateAsync();
        Engine.IsDown = true;

        await _fixture.FailsAsync(_fixture.Backend.ListRunningAsync(), SandboxErrorCode.RuntimeNotRunning);

        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task ListRunningAsync_InspectFails_Throws()
    {
        Engine.AddSandbox("one");
        _fixture.Runner.Always("container inspect", Replies.Fail(1, "Error response from daemon: context deadline exceeded\n", "[]\n"));

        var failure = await _fixture.FailsAsync(_fixture.Backend.ListRunningAsync(), SandboxErrorCode.CommandFailed);

        failure.Message.Should().Contain("context deadline exceeded");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{]")]
    [InlineData("[{}]")]
    [InlineData("hello")]
    public async Task ListRunningAsync_MalformedAnswer_IsATypedErrorThatDoesNotQuoteIt(string json)
    {
        Engine.AddSandbox("one");
        _fixture.Runner.Always("container inspect", Replies.Ok(json));

        var failure = await _fixture.FailsAsync(_fixture.Backend.ListRunningAsync(), SandboxErrorCode.CommandFailed);

        failure.Message.Should().Contain("not readable").And.NotContain("hello");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]\n")]
    [InlineData("CONTAINER I")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n")]
    [InlineData("CONTAINER ID\njson\n")]
    [InlineData("CONTAINER ID\n29e2fdca7e05\n")]
    [InlineData("CONTAINER ID\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde")]
    public async Task ListRunningAsync_NotAListOfIdsWithItsHeading_IsATypedError(string list)
    {
        _fixture.Runner.Always("ps", Replies.Ok(list));

        await _fixture.FailsAsync(_fixture.Backend.ListRunningAsync(), SandboxErrorCode.CommandFailed);

        _fixture.Runner.VerbsAfterDetection.Should().Equal("ps");
    }

    [Theory]
    [InlineData("other", 1)]
    [InlineData("one", 2)]
    public async Task ListRunningAsync_AnswerAboutSomethingElse_IsATypedError(string answered, int listed)
    {
        var one = Engine.AddSandbox("one");
        var other = new FakeContainer(FakeEngine.NewId(), "other");
        var described = FakeDockerJson.Of(answered == "one" ? one : other).ToJsonString();
        _fixture.Runner.Always("ps", Replies.Ok(FakeEngine.Listed([.. new[] { one.Id, FakeEngine.NewId() }.Take(listed)])));
        _fixture.Runner.Always("container inspect", Replies.Ok($"[{string.Join(',', Enumerable.Repeat(described, listed))}]"));

        await _fixture.FailsAsync(_fixture.Backend.ListRunningAsync(), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task ListRunningAsync_OneIsSaidToBeAbsentTwice_IsATypedError()
    {
        var one = Engine.AddSandbox("one");
        string[] ids = [one.Id, FakeEngine.NewId(), FakeEngine.NewId()];
        var absence = FakeEngine.NoSuchContainer(ids[1]).StandardError;
        _fixture.Runner.Always("ps", Replies.Ok(FakeEngine.Listed(ids)));
        _fixture.Runner.Always("container inspect", Replies.Fail(1, absence + absence, $"[{FakeDockerJson.Of(one).ToJsonString()}]"));

        await _fixture.FailsAsync(_fixture.Backend.ListRunningAsync(), SandboxErrorCode.CommandFailed);
    }

    [Theory]
    [InlineData("ps")]
    [InlineData("container inspect")]
    public async Task ListRunningAsync_TruncatedAnswer_IsATypedError(string verb)
    {
        Engine.AddSandbox("one");
        _fixture.Runner.Always(verb, (_, _) => Task.FromResult(new ProcessResult(0, "", "") { IsTruncated = true }));

        await _fixture.FailsAsync(_fixture.Backend.ListRunningAsync(), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task ListRunningAsync_CreatedHereButGone_ReleasesThePort()
    {
        await _fixture.CreateAsync("one");
        await _fixture.CreateAsync("two");
        Engine.Drop(Engine.Containers[0]);

        await _fixture.Backend.ListRunningAsync().AtOnceAsync();

        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task ListRunningAsync_CreatedWhileItWasAsked_StaysKnown()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _fixture.Runner.Next("ps", Replies.After(gate.Task, Replies.Ok(FakeEngine.Listed())));
        var list = _fixture.Backend.ListRunningAsync();
        await _fixture.CreateAsync();

        gate.SetResult();

        (await list.AtOnceAsync()).Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task ListRunningAsync_DestroyedAndRecreatedBeforeTheAnswer_KeepsWhatIsNewer()
    {
        var old = await _fixture.CreateAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Engine.HoldNextInspect(gate.Task);
        var list = _fixture.Backend.ListRunningAsync();
        await _fixture.Backend.DestroyAsync(old).AtOnceAsync();
        await _fixture.CreateAsync();

        gate.SetResult();

        (await list.AtOnceAsync()).Should().ContainSingle().Which.ContainerId.Should().Be(old.ContainerId);
        _fixture.Backend.ReservedPortCount.Should().Be(1);
        using var other = _fixture.NewBackend();
        var sweep = await _fixture.Clock.RunAsync(new SandboxSweeper(other).SweepAsync(TimeSpan.Zero));
        sweep.Sandboxes.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.InUse);
    }

    [Fact]
    public async Task ListRunningAsync_DestroyedBeforeTheAnswer_StaysForgotten()
    {
        var sandbox = await _fixture.CreateAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Engine.HoldNextInspect(gate.Task);
        var list = _fixture.Backend.ListRunningAsync();
        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        gate.SetResult();
        await list.AtOnceAsync();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    public void Dispose() => _fixture.Dispose();
}
