namespace LocalSandbox.EngineTests.Conformance;

/// <summary>Discover, liveness and list: what is ours and healthy, and nothing else.</summary>
public sealed class FindingTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DiscoverAsync_Healthy_IsFoundByEveryBackend(string runtime)
    {
        Use(runtime);
        (await NewBackend().DiscoverAsync("one")).Should().BeNull();
        var created = await NewBackend().CreateAsync(Request("one"));

        var found = await NewBackend().DiscoverAsync("one");

        found!.ContainerId.Should().Be(created.ContainerId);
        found.Url.Should().Be(created.Url);
        (found.CreatedAt is not null).Should().Be(Runtime.TellsCreationDates);
        await ShouldBeReachableAsync(found);
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DiscoverAsync_ForeignDeadOrSilent_IsNull(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.ReadyTimeout = TimeSpan.Zero);
        await Runtime.StartForeignAsync($"{Prefix}-foreign");
        await backend.CreateAsync(Misbehaving("silent", "never"));
        await backend.CreateAsync(Request("dead"));
        await Runtime.StopAsync($"{Prefix}-dead");

        (await backend.DiscoverAsync("foreign")).Should().BeNull();
        (await backend.DiscoverAsync("silent")).Should().BeNull();
        (await backend.DiscoverAsync("dead")).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task IsAliveAsync_EachState_IsTheTruth(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();
        var stopped = await backend.CreateAsync(Request("stopped"));
        var removed = await backend.CreateAsync(Request("removed"));
        (await backend.IsAliveAsync(stopped)).Should().BeTrue();

        await Runtime.StopAsync(stopped.ContainerName!);
        await Runtime.RemoveAsync(removed.ContainerName!);

        (await backend.IsAliveAsync(stopped)).Should().BeFalse();
        (await backend.IsAliveAsync(removed)).Should().BeFalse();
        (await backend.IsAliveAsync(new SandboxInfo("never-was"))).Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task Operations_SandboxMadeAgainUnderTheName_AreAboutTheOneThatWasMeant(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();
        var before = await backend.CreateAsync(Request("again"));
        await Runtime.RemoveAsync(before.ContainerName!);
        var after = await NewBackend().CreateAsync(Request("again"));

        after.ContainerId.Should().NotBe(before.ContainerId);
        (await backend.IsAliveAsync(before)).Should().BeFalse();
        await backend.DestroyAsync(before);

        (await backend.IsAliveAsync(after)).Should().BeTrue("what another process made is not the old sandbox");
        await ShouldBeReachableAsync(after);
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task ListRunningAsync_OursAndOthers_AreToldApart(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();
        (await backend.ListRunningAsync()).Should().BeEmpty();
        var first = await backend.CreateAsync(Request("first"));
        var second = await backend.CreateAsync(Request("second"));
        var stopped = await backend.CreateAsync(Request("stopped"));
        await NewBackend(options => options.ContainerPrefix = Prefix + "-x").CreateAsync(Request("other"));
        await Runtime.StartForeignAsync($"{Prefix}-foreign");
        await Runtime.StopAsync(stopped.ContainerName!);

        var running = await NewBackend().ListRunningAsync();

        running.Select(sandbox => (sandbox.SandboxId, sandbox.ContainerId, sandbox.Url)).Should().BeEquivalentTo(
            [("first", first.ContainerId, first.Url), ("second", second.ContainerId, second.Url)]);
    }
}
