using System.Globalization;
using System.Runtime.Versioning;
using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Sweeping;

public sealed class SandboxSweeperTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    /// <summary>The clock is moved on by another thread than the one that asks; no health check is to run out of time meanwhile.</summary>
    public SandboxSweeperTests() => _fixture.Options.DiscoverTimeout = TimeSpan.FromMinutes(5);

    public void Dispose() => _fixture.Dispose();

    private async Task<SandboxSweepResult> SweepAsync(TimeSpan? removeUnusedAfter = null)
    {
        // Another process: it uses nothing.
        using var backend = _fixture.NewBackend();
        return await _fixture.Clock.RunAsync(new SandboxSweeper(backend).SweepAsync(removeUnusedAfter));
    }

    [Theory]
    [InlineData("created")]
    [InlineData("exited")]
    [InlineData("dead")]
    public async Task SweepAsync_DeadOrHalfMade_IsRemoved(string state)
    {
        var container = _fixture.Engine.AddSandbox("one", state);

        var result = await SweepAsync();

        result.Removed.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { ContainerName = container.Name, ContainerId = container.Id, Use = SandboxUse.Dead, IsRemoved = true });
        _fixture.Engine.Containers.Should().BeEmpty();
    }

    [Fact]
    public async Task SweepAsync_HealthyAndUnused_IsKept()
    {
        _fixture.Engine.AddSandbox("one");

        var result = await SweepAsync();

        result.Kept.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.Unused);
        _fixture.Engine.Containers.Should().ContainSingle();
    }

    [Fact]
    public async Task SweepAsync_HealthyAndUnusedPastTheAge_IsRemoved()
    {
        var container = _fixture.Engine.AddSandbox("one");
        _fixture.Clock.SetUtcNow(DateTimeOffset.Parse(container.Created!, CultureInfo.InvariantCulture) + TimeSpan.FromHours(2));

        (await SweepAsync(TimeSpan.FromHours(3))).Removed.Should().BeEmpty();
        (await SweepAsync(TimeSpan.FromHours(2))).Removed.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.Unused);
        _fixture.Engine.Containers.Should().BeEmpty();
    }

    [Fact]
    public async Task SweepAsync_EndsWhileItIsAsked_IsRemovedAtOnce()
    {
        var container = _fixture.Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Status(503);
        _fixture.After(TimeSpan.FromMilliseconds(500), () => container.Exit(3));
        var before = _fixture.Clock.GetUtcNow();

        var result = await SweepAsync();

        result.Removed.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.Dead);
        (_fixture.Clock.GetUtcNow() - before).Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task SweepAsync_NotToBeAsked_IsTakenForHealthy()
    {
        _fixture.Engine.AddSandbox("one");
        _fixture.Options.DiscoverTimeout = TimeSpan.Zero;

        (await SweepAsync()).Kept.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.Unused);
    }

    [Fact]
    public async Task SweepAsync_UnusedButNotAnswering_IsUndecidedAndKept()
    {
        _fixture.Engine.AddSandbox("one");
        _fixture.Health.Always = StubHealthHandler.Status(503);

        var result = await SweepAsync();

        result.Undecided.Should().ContainSingle().Which.Reason.Should().Contain("503");
        _fixture.Engine.Containers.Should().ContainSingle();
    }

    [Fact]
    public async Task SweepAsync_CreatedByALivingProcess_IsInUseWhateverItsState()
    {
        await _fixture.CreateAsync();
        _fixture.Engine.Containers[0].Exit(1);

        var result = await SweepAsync(TimeSpan.Zero);

        result.Kept.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.InUse);
        _fixture.Engine.Containers.Should().ContainSingle();
    }

    [Fact]
    public async Task SweepAsync_DiscoveredByALivingProcess_IsInUse()
    {
        _fixture.Engine.AddSandbox("one");
        await _fixture.Clock.RunAsync(_fixture.Backend.DiscoverAsync("one"));

        (await SweepAsync(TimeSpan.Zero)).Kept.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.InUse);
    }

    [Fact]
    public async Task SweepAsync_AdoptedByALivingProcess_IsInUse()
    {
        _fixture.Engine.AddSandbox("one");
        await _fixture.CreateAsync();

        (await SweepAsync(TimeSpan.Zero)).Kept.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.InUse);
    }

    [Fact]
    public async Task SweepAsync_OnlyListedByALivingProcess_IsNotInUse()
    {
        _fixture.Engine.AddSandbox("one");
        await _fixture.Clock.RunAsync(_fixture.Backend.ListRunningAsync());

        (await SweepAsync()).Kept.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.Unused);
    }

    [Fact]
    public async Task SweepAsync_UserHasSeenItDead_IsRemoved()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Engine.Containers[0].Exit(1);
        (await _fixture.Clock.RunAsync(_fixture.Backend.IsAliveAsync(sandbox))).Should().BeFalse();

        (await SweepAsync()).Removed.Should().ContainSingle();
    }

    [Fact]
    public async Task SweepAsync_ProcessOfTheUserIsGone_IsNotInUseAnyMore()
    {
        await _fixture.CreateAsync();
        _fixture.Backend.Dispose();

        (await SweepAsync()).Kept.Should().ContainSingle().Which.Use.Should().Be(SandboxUse.Unused);
    }

    [Fact]
    public async Task SweepAsync_SameBackendRemovesItsOwnDeadSandbox_ReleasesThePort()
    {
        var sandbox = await _fixture.CreateAsync();
        _fixture.Engine.Containers[0].Exit(1);
        await _fixture.Clock.RunAsync(_fixture.Backend.IsAliveAsync(sandbox));
        _fixture.Backend.ReservedPortCount.Should().Be(1);

        var result = await _fixture.Clock.RunAsync(new SandboxSweeper(_fixture.Backend).SweepAsync());

        result.Removed.Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task SweepAsync_SandboxOfTheSameBackendIsGone_ReleasesItsPortAndLock()
    {
        await _fixture.CreateAsync();
        _fixture.Engine.Drop(_fixture.Engine.Containers[0]);

        await _fixture.Clock.RunAsync(new SandboxSweeper(_fixture.Backend).SweepAsync());

        _fixture.Backend.ReservedPortCount.Should().Be(0);
        Directory.GetFiles(_fixture.Options.LockFolder!).Select(Path.GetFileName).Should().Equal("gate");
    }

    [Fact]
    public async Task SweepAsync_KnownSandboxVanishesAfterTheList_ReleasesThePort()
    {
        var container = _fixture.Engine.AddSandbox("one");
        await _fixture.Clock.RunAsync(_fixture.Backend.ListRunningAsync());
        _fixture.Runner.Next("container inspect", async (command, _) =>
        {
            var answer = FakeDockerJson.Of(container).ToJsonString();
            _fixture.Engine.Drop(container);
            return await Replies.Ok($"[{answer}]")(command, default);
        });

        await _fixture.Clock.RunAsync(new SandboxSweeper(_fixture.Backend).SweepAsync());

        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task SweepAsync_LockFilesCannotBeRemoved_WarnsAndTellsWhatWasRemoved()
    {
        var container = _fixture.Engine.AddSandbox("one", "exited");
        _fixture.Runner.Next("rm", (command, cancellationToken) =>
        {
            File.SetUnixFileMode(
                _fixture.Options.LockFolder!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
            _fixture.Engine.Drop(container);
            return Replies.Ok(container.Id + "\n")(command, cancellationToken);
        });

        var result = await SweepAsync();

        result.Removed.Should().ContainSingle();
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Exception!.Message.Should().Contain("0700");
    }

    [Fact]
    public async Task SweepAsync_ForeignContainers_AreNotEvenMentioned()
    {
        _fixture.Engine.Add(new FakeContainer(FakeEngine.NewId(), "local-sandbox-foreign") { State = "exited" });
        _fixture.Engine.AddSandbox("one", "exited", prefix: "local-sandbox-other");

        var result = await SweepAsync(TimeSpan.Zero);

        result.Sandboxes.Should().BeEmpty();
        _fixture.Engine.Containers.Should().HaveCount(2);
    }

    [Fact]
    public async Task SweepAsync_OneCannotBeRemoved_TheOthersAreAndItIsUndecided()
    {
        var stuck = _fixture.Engine.AddSandbox("stuck", "exited");
        _fixture.Engine.AddSandbox("other", "exited");
        _fixture.Runner.Next("rm", Enumerable.Repeat<Reply>(
            (command, _) =>
            {
                if (command.Arguments[^1] == stuck.Id)
                {
                    return Task.FromResult(new ProcessResult(1, "", "Error response from daemon: device or resource busy\n"));
                }

                _fixture.Engine.Drop(_fixture.Engine.Containers.Single(container => container.Id == command.Arguments[^1]));
                return Task.FromResult(new ProcessResult(0, command.Arguments[^1] + "\n", ""));
            },
            2).ToArray());

        var result = await SweepAsync();

        result.Removed.Should().ContainSingle();
        result.Undecided.Should().ContainSingle().Which.Reason.Should().Contain("busy");
    }

    [Fact]
    public async Task SweepAsync_EngineIsDown_ThrowsAndRemovesNothing()
    {
        _fixture.Engine.AddSandbox("one", "exited");
        _fixture.Engine.IsDown = true;

        var act = () => SweepAsync();

        (await act.Should().ThrowAsync<SandboxException>()).Which.Code.Should().Be(SandboxErrorCode.RuntimeNotRunning);
    }

    [Fact]
    public async Task SweepAsync_NegativeAge_IsRefusedBeforeAnythingIsAsked()
    {
        var act = () => SweepAsync(TimeSpan.FromSeconds(-1));

        await act.Should().ThrowAsync<ArgumentOutOfRangeException>();
        _fixture.Runner.Commands.Should().BeEmpty();
    }
}
