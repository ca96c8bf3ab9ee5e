namespace LocalSandbox.Tests.Runtimes.Apple.Emulated;

public sealed class IdentityTests : EmulatedTest
{
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_SandboxThatRuns_IsAdoptedByEveryBackend(string version)
    {
        Use(version);
        var created = await NewBackend().CreateAsync(Request("shared"));

        var adopted = await NewBackend().CreateAsync(Request("shared"));

        adopted.ContainerId.Should().Be(created.ContainerId);
        adopted.Url.Should().Be(created.Url);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_ManyAtOnce_MakeOneContainer(string version)
    {
        Use(version);

        var sandboxes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NewBackend().GetOrCreateAsync(Request("one"))));

        sandboxes.Select(sandbox => (sandbox.ContainerId, sandbox.Url)).Distinct().Should().ContainSingle();
        (await Emulator.StatesAsync()).Should().ContainSingle();
        await ShouldBeReachableAsync(sandboxes[0]);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DiscoverAsync_EachCase_IsOnlyWhatIsHealthyAndOurs(string version)
    {
        Use(version);
        var backend = NewBackend();
        (await backend.DiscoverAsync("one")).Should().BeNull();
        var created = await backend.CreateAsync(Request("one"));
        await Emulator.RunAsync("run", "-d", "--name", $"{Prefix}-foreign", Image);

        var found = await NewBackend().DiscoverAsync("one");
        found!.ContainerId.Should().Be(created.ContainerId);
        found.Url.Should().Be(created.Url);
        (found.CreatedAt is null).Should().Be(version == "0.6.0", "only the oldest version has no date at all");
        (await backend.DiscoverAsync("foreign")).Should().BeNull();

        await Emulator.RunAsync("stop", "-t", "1", created.ContainerName!);
        (await backend.DiscoverAsync("one")).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task ListRunningAsync_OursAndOthers_AreToldApart(string version)
    {
        Use(version);
        var backend = NewBackend();
        (await backend.ListRunningAsync()).Should().BeEmpty();
        var first = await backend.CreateAsync(Request("first"));
        var second = await backend.CreateAsync(Request("second"));
        var stopped = await backend.CreateAsync(Request("stopped"));
        await NewBackend(options => options.ContainerPrefix = Prefix + "-x").CreateAsync(Request("other"));
        await Emulator.RunAsync("run", "-d", "--name", $"{Prefix}-foreign", Image);
        await Emulator.RunAsync("stop", "-t", "1", stopped.ContainerName!);

        var running = await NewBackend().ListRunningAsync();

        running.Select(sandbox => (sandbox.ContainerId, sandbox.Url)).Should().BeEquivalentTo([(first.ContainerId, first.Url), (second.ContainerId, second.Url)]);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Operations_SandboxMadeAgainUnderTheName_AreAboutTheOneThatWasMeant(string version)
    {
        Use(version);
        var backend = NewBackend();
        var before = await backend.CreateAsync(Request("again"));
        await Emulator.RunAsync("delete", "--force", before.ContainerName!);
        var after = await NewBackend().CreateAsync(Request("again"));

        after.ContainerId.Should().NotBe(before.ContainerId);
        (await backend.IsAliveAsync(before)).Should().BeFalse();
        await backend.DestroyAsync(before);

        (await backend.IsAliveAsync(after)).Should().BeTrue("what another process made is not the old sandbox");
        await ShouldBeReachableAsync(after);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_SandboxThatHasEnded_IsReplaced(string version)
    {
        Use(version);
        var backend = NewBackend();
        var before = await backend.CreateAsync(Request("dead"));
        await Emulator.RunAsync("stop", "-t", "1", before.ContainerName!);
        (await backend.IsAliveAsync(before)).Should().BeFalse();

        var after = await backend.CreateAsync(Request("dead"));

        after.ContainerId.Should().NotBe(before.ContainerId);
        await ShouldBeReachableAsync(after);
    }

    [Theory]
    [InlineData("0.9.0")]
    [InlineData("1.2.2")]
    public async Task CreateAsync_SandboxOfAnotherProcessThatHasEnded_IsReplacedAtOnce(string version)
    {
        Use(version);
        using (var other = NewBackend())
        {
            await other.CreateAsync(Request("dead"));
        }

        await Emulator.RunAsync("stop", "-t", "1", $"{Prefix}-dead");
        var backend = NewBackend();
        await backend.ListRunningAsync();

        await ShouldBeReachableAsync(await backend.CreateAsync(Request("dead")).WaitAsync(TimeSpan.FromSeconds(9)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DestroyAsync_ForeignContainer_IsLeftAlone(string version)
    {
        Use(version);
        await Emulator.RunAsync("run", "-d", "--name", $"{Prefix}-foreign", Image);
        var backend = NewBackend();

        await backend.DestroyAsync(new SandboxInfo("foreign"));
        await backend.DestroyAsync(new SandboxInfo("foreign") { ContainerName = $"{Prefix}-foreign", ContainerId = $"{Prefix}-foreign" });

        (await Emulator.StatesAsync()).Should().ContainValue("running");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task SweepAsync_DeadAndHealthy_AreToldApart(string version)
    {
        Use(version);
        using (var host = NewBackend())
        {
            await host.CreateAsync(Request("healthy"));
            await host.CreateAsync(Request("dead"));
        }

        await Emulator.RunAsync("stop", "-t", "1", $"{Prefix}-dead");

        await new SandboxSweeper(NewBackend()).SweepAsync();

        (await Emulator.StatesAsync()).Keys.Should().Equal($"{Prefix}-healthy");
    }
}
