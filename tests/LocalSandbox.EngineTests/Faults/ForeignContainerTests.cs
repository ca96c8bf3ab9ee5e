using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

/// <summary>What is not provably ours is never listed, adopted, stopped or removed, whatever it is called and whatever it does.</summary>
public sealed class ForeignContainerTests(FaultSuite suite) : FaultTest(suite)
{
    private const int FullTries = 20;

    private static readonly string[] States = ["running", "exited", "created", "paused"];

    [EngineFact]
    public Task EveryOperation_SameNameWithoutLabels_LeavesItAlone() => ShouldLeaveAloneAsync(
        "foreign container of the same name, without labels", id => ($"{Prefix}-{id}", null, id));

    [EngineFact]
    public Task EveryOperation_OverlappingPrefix_LeavesItAlone() => ShouldLeaveAloneAsync(
        "another host's sandbox under an overlapping prefix (a and a-b)", id => ($"{Prefix}-b-{id}", $"{Prefix}-b", $"b-{id}"));

    [EngineFact]
    public Task EveryOperation_ShorterPrefix_LeavesItAlone() => ShouldLeaveAloneAsync(
        "another host's sandbox under the beginning of our prefix", id => ($"{Prefix}-{id}", Prefix[..^2], id));

    [EngineFact]
    public Task EveryOperation_LabelsOfOursWithAnotherPrefix_LeavesItAlone() => ShouldLeaveAloneAsync(
        "our labels with another host's prefix", id => ($"{Prefix}-{id}", "somebody-else", id));

    private async Task ShouldLeaveAloneAsync(string fault, Func<string, (string Name, string? PrefixLabel, string SandboxId)> foreign)
    {
        var row = Begin(10, fault, "all operations on it");
        await TryAsync(row, FullTries, async i =>
        {
            var state = States[i % States.Length];
            var (name, prefixLabel, sandboxId) = foreign($"try-{i}");
            var id = await MakeAsync(name, prefixLabel, state);
            using var backend = NewBackend();
            var neighbour = await backend.CreateAsync(Request($"neighbour-{i}"));
            var watch = Stopwatch.StartNew();

            (await backend.DiscoverAsync(sandboxId)).Should().BeNull();
            (await backend.IsAliveAsync(new SandboxInfo(sandboxId))).Should().BeFalse();
            (await backend.IsAliveAsync(new SandboxInfo(sandboxId) { ContainerId = id })).Should().BeFalse();
            (await backend.ListRunningAsync()).Select(sandbox => sandbox.ContainerId).Should().Equal(neighbour.ContainerId);
            (await ShouldFailAsync(() => backend.CreateAsync(Request(sandboxId)), SandboxErrorCode.NameTaken)).Message.Should().Contain(id);
            await ShouldFailAsync(() => backend.GetOrCreateAsync(Request(sandboxId)), SandboxErrorCode.NameTaken);
            await backend.DestroyAsync(new SandboxInfo(sandboxId));
            await backend.DestroyAsync(new SandboxInfo(sandboxId) { ContainerId = id, ContainerName = name });
            var swept = await new SandboxSweeper(backend).SweepAsync(removeUnusedAfter: TimeSpan.Zero);
            row.Recovered(watch.Elapsed);

            swept.Sandboxes.Select(sandbox => sandbox.ContainerId).Should().Equal(neighbour.ContainerId);
            await backend.DestroyAsync(neighbour);
            (await DockerCli.InspectAsync(name)).GetProperty("Id").GetString().Should().Be(id);
            (await DockerCli.InspectAsync(id)).GetProperty("State").GetProperty("Status").GetString().Should().Be(state, "nobody else touches it");
            backend.ReservedPortCount.Should().Be(0);
        }, variants: States.Length);

        await DockerCli.RemoveAllAsync(DockerCli.OwnerLabel, Prefix);
        await EndAsync(row);
    }

    private async Task<string> MakeAsync(string name, string? prefixLabel, string state)
    {
        string[] arguments = ["--name", name, .. prefixLabel is null ? [] : new[] { "--label", $"{DockerCli.PrefixLabel}={prefixLabel}" }];
        if (state is "created")
        {
            return await DockerCli.RunAsync(["create", "--label", $"{DockerCli.OwnerLabel}={Prefix}", .. arguments, Engine.Image]);
        }

        var id = await StartForeignAsync(arguments);
        if (state is not "running")
        {
            await DockerCli.RunAsync(state is "paused" ? ["pause", id] : ["stop", "-t", "0", id]);
        }

        return id;
    }
}
