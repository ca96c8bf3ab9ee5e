using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

/// <summary>Sandboxes belong to a prefix, not to the process that made them.</summary>
public sealed class SharedSandboxTests : EngineTest
{
    [EngineFact]
    public async Task TwoBackends_EachSeesAndEndsTheOthersSandboxes()
    {
        var one = NewBackend();
        var two = NewBackend();
        var ofOne = await one.CreateAsync(Request("of-one"));
        var ofTwo = await two.CreateAsync(Request("of-two"));

        ofTwo.Url.Should().NotBe(ofOne.Url);
        (await one.ListRunningAsync()).Should().HaveCount(2);
        (await two.DiscoverAsync("of-one"))!.Url.Should().Be(ofOne.Url);
        (await one.DiscoverAsync("of-two"))!.Url.Should().Be(ofTwo.Url);
        await two.DestroyAsync(ofOne);
        (await one.IsAliveAsync(ofOne)).Should().BeFalse();
        (await one.DiscoverAsync("of-one")).Should().BeNull();
        await one.DestroyAsync(ofTwo);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task TwoProcesses_DiscoverListAndDestroyEachOthersSandboxes()
    {
        var backend = NewBackend();
        var ours = await backend.CreateAsync(Request("ours"));

        var theirs = await Peer.AskAsync<SandboxInfo>("create", Prefix, BasePort, "theirs");
        var seenByThem = await Peer.AskAsync<SandboxInfo>("discover", Prefix, BasePort, "ours");
        var listedByThem = await Peer.AskAsync<IReadOnlyList<SandboxInfo>>("list", Prefix, BasePort, "-");
        var seenByUs = await backend.DiscoverAsync("theirs");

        seenByThem!.ContainerId.Should().Be(ours.ContainerId);
        seenByThem.Url.Should().Be(ours.Url);
        seenByUs!.ContainerId.Should().Be(theirs!.ContainerId);
        seenByUs.Url.Should().Be(theirs.Url);
        listedByThem.Should().HaveCount(2);
        await ShouldBeReachableAsync(theirs);

        await Peer.AskAsync<bool>("destroy", Prefix, BasePort, "ours");
        (await backend.IsAliveAsync(ours)).Should().BeFalse();
        await backend.DestroyAsync(theirs);
        (await Peer.AskAsync<SandboxInfo>("discover", Prefix, BasePort, "theirs")).Should().BeNull();
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task GetOrCreateAsync_SeveralProcessesAtOnce_ShareOneContainer()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Peer.AskAsync<SandboxInfo>("get-or-create", Prefix, BasePort, "one", "SANDBOX_MODE=slow")));

        answers.Select(sandbox => (sandbox!.ContainerId, sandbox.Url)).Distinct().Should().ContainSingle();
        (await ContainersAsync()).Should().ContainSingle();
    }

    [EngineFact]
    public async Task CreateAsync_SeveralBackendsAtOnce_ShareOneContainer()
    {
        var backends = Enumerable.Range(0, 6).Select(_ => NewBackend()).ToList();

        var answers = await Task.WhenAll(backends.Select(backend => backend.CreateAsync(Misbehaving("one", "slow", delayMilliseconds: 500))));

        answers.Select(sandbox => (sandbox.ContainerId, sandbox.Url)).Distinct().Should().ContainSingle();
        (await ContainersAsync()).Should().ContainSingle();
    }

    [EngineFact]
    public async Task CreateAsync_RivalGivesUpWhileWeWaitForItsSandbox_WeMakeOurOwn()
    {
        using var cancellation = new CancellationTokenSource();
        var rival = NewBackend().CreateAsync(Misbehaving("contested", "never"), cancellation.Token);
        await EventuallyAsync(() => DockerCli.ExistsAsync($"{Prefix}-contested"), "the rival's start");
        var ours = NewBackend().CreateAsync(Request("contested"));
        await Task.Delay(300);

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => rival).Should().ThrowAsync<OperationCanceledException>();
        await ShouldBeReachableAsync(await ours);
        (await ContainersAsync()).Should().ContainSingle();
    }
}
