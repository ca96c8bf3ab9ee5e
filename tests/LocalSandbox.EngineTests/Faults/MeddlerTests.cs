using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

/// <summary>Somebody else does something to a container between two calls: every answer is true of the sandbox that was asked about.</summary>
public sealed class MeddlerTests(FaultSuite suite) : FaultTest(suite)
{
    private const int FullTries = 20;

    [EngineFact]
    public Task EveryOperation_RemovedByAnother_TellsTheTruth() =>
        ShouldTellTheTruthAsync("container removed between two calls", sandbox => DockerCli.RunAsync("rm", "-f", sandbox.ContainerId!), isAlive: false, isListed: false);

    [EngineFact]
    public Task EveryOperation_StoppedByAnother_TellsTheTruth() =>
        ShouldTellTheTruthAsync("container stopped between two calls", sandbox => DockerCli.RunAsync("stop", "-t", "0", sandbox.ContainerId!), isAlive: false, isListed: false);

    [EngineFact]
    public Task EveryOperation_PausedByAnother_TellsTheTruth() =>
        ShouldTellTheTruthAsync("container paused between two calls", sandbox => DockerCli.RunAsync("pause", sandbox.ContainerId!), isAlive: false, isListed: false);

    [EngineFact]
    public Task EveryOperation_RenamedByAnother_TellsTheTruth() =>
        ShouldTellTheTruthAsync(
            "container renamed between two calls",
            sandbox => DockerCli.RunAsync("rename", sandbox.ContainerId!, $"{sandbox.ContainerName}-renamed"),
            isAlive: true,
            isListed: true);

    [EngineFact]
    public async Task EveryOperation_RecreatedByAnother_TellsTheTruthOfEach()
    {
        var row = Begin(9, "container re-created under the same name between two calls", "call of destroy to its return");
        var random = Plan.Random(row.Number);
        await TryAsync(row, FullTries, async i =>
        {
            using var backend = NewBackend();
            var mine = await backend.CreateAsync(Request($"try-{i}"));
            await DockerCli.RunAsync("rm", "-f", mine.ContainerId!);
            var isOurs = random.Next(2) == 0;
            var label = isOurs ? $"{DockerCli.PrefixLabel}={Prefix}" : "somebody=else";
            var other = await StartForeignAsync("--name", mine.ContainerName!, "--label", label, "-p", "127.0.0.1::8080");

            (await backend.IsAliveAsync(mine)).Should().BeFalse();
            (await DiscoverAsync(backend, mine)).Should().Be(isOurs ? other : null);
            (await backend.ListRunningAsync()).Select(sandbox => sandbox.ContainerId).Should().Equal(isOurs ? [other] : []);
            await ShouldDestroyAsync(row, backend, mine);
            (await StateAsync(other)).Should().Be("running", "it is another container");
            await DockerCli.RunAsync("rm", "-f", other);
        });

        await EndAsync(row);
    }

    private async Task ShouldTellTheTruthAsync(string fault, Func<SandboxInfo, Task> meddle, bool isAlive, bool isListed)
    {
        var row = Begin(9, fault, "call of destroy to its return");
        await TryAsync(row, FullTries, async i =>
        {
            using var backend = NewBackend();
            var sandbox = await backend.CreateAsync(Request($"try-{i}"));
            await meddle(sandbox);

            (await backend.IsAliveAsync(sandbox)).Should().Be(isAlive);
            (await DiscoverAsync(backend, sandbox)).Should().BeNull("nothing that serves has this name");
            (await backend.ListRunningAsync()).Select(listed => listed.ContainerId).Should().Equal(isListed ? [sandbox.ContainerId] : []);
            (await backend.IsAliveAsync(sandbox)).Should().Be(isAlive);

            await ShouldDestroyAsync(row, backend, sandbox);
            (await DockerCli.ExistsAsync(sandbox.ContainerId!)).Should().BeFalse();
        });

        await EndAsync(row);
    }

    private static async Task<string?> DiscoverAsync(LocalContainerBackend backend, SandboxInfo sandbox) =>
        (await backend.DiscoverAsync(sandbox.SandboxId))?.ContainerId;

    private static async Task ShouldDestroyAsync(FaultRow row, LocalContainerBackend backend, SandboxInfo sandbox)
    {
        var watch = Stopwatch.StartNew();
        await backend.DestroyAsync(sandbox);
        row.Recovered(watch.Elapsed);
        (await backend.IsAliveAsync(sandbox)).Should().BeFalse();
        backend.ReservedPortCount.Should().BeLessThanOrEqualTo(1, "only that of somebody's container may still be held");
    }

    private static async Task<string?> StateAsync(string id) =>
        (await DockerCli.InspectAsync(id)).GetProperty("State").GetProperty("Status").GetString();
}
