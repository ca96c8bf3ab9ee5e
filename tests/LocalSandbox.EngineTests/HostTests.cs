using LocalSandbox.EngineTests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalSandbox.EngineTests;

/// <summary>The library as a host app gets it.</summary>
public sealed class HostTests : EngineTest
{
    [EngineFact]
    public async Task AddLocalSandboxes_ConfiguredHost_CreatesAndDestroys()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sandboxes:Image"] = Engine.Image,
            ["Sandboxes:ContainerPrefix"] = Prefix,
            ["Sandboxes:BasePort"] = "0",
            ["Sandboxes:Environment:GREETING"] = "hello",
            ["Sandboxes:Isolation"] = "Strict",
        });
        builder.Services.AddLocalSandboxes(builder.Configuration.GetSection("Sandboxes"));
        using var host = builder.Build();
        await host.StartAsync();
        var backend = host.Services.GetRequiredService<ISandboxBackend>();

        var sandbox = await backend.GetOrCreateAsync(new SandboxRequest(SandboxIds.ForThread("a conversation")));

        (await GetAsync(sandbox, "/environ")).Should().Contain("GREETING=hello");
        (await backend.ListRunningAsync()).Should().ContainSingle();
        await backend.DestroyAsync(sandbox);
        await host.StopAsync();
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact(Needs = Needs.Linux)]
    public async Task CreateAsync_WhenItHasReturned_NoCommandLineIsLeftRunning()
    {
        // A slow sandbox is watched by one more process, which ends after the call has returned.
        var sandbox = await NewBackend().CreateAsync(Misbehaving("watched", "slow", 600));

        await EventuallyAsync(
            () => Task.FromResult(CommandLineScan.Once("", $"wait\0{sandbox.ContainerId}").WithName == 0), "the end of the watching process");
    }

    [EngineFact(Needs = Needs.Linux)]
    public async Task CreateAsync_HostThatEndsRightAfterIt_LeavesNoCommandLineRunning()
    {
        // The end of the host falls into the end of the watching process, so it is tried a few times.
        for (var i = 0; i < 8; i++)
        {
            var id = $"hasty-{i}";
            await Peer.AskAsync<SandboxInfo>("create", Prefix, BasePort, id, $"{Mode}=slow", $"{DelayMilliseconds}=400");
            var sandbox = await NewBackend().DiscoverAsync(id);

            await EventuallyAsync(
                () => Task.FromResult(CommandLineScan.Once("", $"wait\0{sandbox!.ContainerId}").WithName == 0), "the end of the watching process");
        }
    }
}
