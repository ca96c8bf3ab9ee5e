using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

public sealed class DiscoverTests : EngineTest
{
    [EngineFact]
    public async Task DiscoverAsync_SandboxOfAnotherBackend_IsFoundWithTheSameFacts()
    {
        var created = await NewBackend().CreateAsync(Request("shared"));

        var found = await NewBackend().DiscoverAsync("shared");

        found.Should().BeEquivalentTo(created, options => options.Excluding(sandbox => sandbox.CreatedAt));
        found!.CreatedAt.Should().BeCloseTo(created.CreatedAt!.Value, TimeSpan.FromSeconds(10));
    }

    [EngineFact]
    public async Task DiscoverAsync_DiscoveredSandbox_KeepsItsPortFromBeingHandedOut()
    {
        var created = await NewBackend().CreateAsync(Request("holder"));
        var other = NewBackend();
        await other.DiscoverAsync("holder");

        // Its port is held for it although nothing listens there now.
        await DockerCli.RunAsync("stop", "-t", "0", created.ContainerId!);
        var second = await other.CreateAsync(Request("second"));

        second.Url!.Port.Should().NotBe(created.Url!.Port);
    }

    [EngineFact]
    public async Task DiscoverAsync_NothingThere_IsNull() => (await NewBackend().DiscoverAsync("absent")).Should().BeNull();

    [EngineTheory]
    [InlineData("pause")]
    [InlineData("stop", "-t", "0")]
    [InlineData("rm", "-f")]
    public async Task DiscoverAsync_SandboxThatDoesNotServe_IsNull(params string[] verb)
    {
        var backend = NewBackend(options => options.DiscoverTimeout = TimeSpan.FromSeconds(1));
        var sandbox = await backend.CreateAsync(Request("ended"));
        await DockerCli.RunAsync([.. verb, sandbox.ContainerId!]);

        (await backend.DiscoverAsync("ended")).Should().BeNull();
    }

    [EngineFact]
    public async Task DiscoverAsync_SandboxThatIsNotHealthy_IsNullWithinItsTimeLimitAndLeftAlone()
    {
        var creator = NewBackend(options => options.ReadyTimeout = TimeSpan.Zero);
        var sandbox = await creator.CreateAsync(Misbehaving("sick", "unhealthy"));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var found = await NewBackend(options => options.DiscoverTimeout = TimeSpan.FromSeconds(1)).DiscoverAsync("sick");

        found.Should().BeNull();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
        (await creator.IsAliveAsync(sandbox)).Should().BeTrue();
    }

    [EngineFact]
    public async Task DiscoverAsync_ForeignContainerOfThatName_IsNull()
    {
        await StartForeignAsync("--name", $"{Prefix}-foreign", "-p", "127.0.0.1::8080");

        (await NewBackend().DiscoverAsync("foreign")).Should().BeNull();
    }

    [EngineFact]
    public async Task DiscoverAsync_SandboxOfALongerPrefix_IsNotConfused()
    {
        // Container "{prefix}-a-b" is sandbox "a-b" of one backend and sandbox "b" of prefix "{prefix}-a".
        var longer = NewBackend(options => options.ContainerPrefix = $"{Prefix}-aa");
        var theirs = await longer.CreateAsync(Request("bb"));
        var backend = NewBackend();

        (await backend.DiscoverAsync("aa-bb")).Should().BeNull();
        (await backend.ListRunningAsync()).Should().BeEmpty();
        (await backend.IsAliveAsync(new SandboxInfo("aa-bb"))).Should().BeFalse();
        await backend.DestroyAsync(new SandboxInfo("aa-bb"));
        await ShouldFailAsync(() => backend.CreateAsync(Request("aa-bb")), SandboxErrorCode.NameTaken);

        (await longer.IsAliveAsync(theirs)).Should().BeTrue();
        await longer.DestroyAsync(theirs);
    }

    [EngineFact]
    public async Task DiscoverAsync_BeginningOfAnId_IsNotTakenForAName()
    {
        // The engine takes the beginning of an id for a name as well.
        var foreign = await StartForeignAsync("--label", $"{DockerCli.PrefixLabel}=ab");
        var backend = NewBackend(options => options.ContainerPrefix = "ab");

        (await backend.IsAliveAsync(new SandboxInfo("cd") { ContainerName = foreign[..12] })).Should().BeFalse();
        await backend.DestroyAsync(new SandboxInfo("cd") { ContainerName = foreign[..12] });

        (await DockerCli.ExistsAsync(foreign)).Should().BeTrue();
    }
}
