using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

/// <summary>Host processes that start sandboxes at the same moment.</summary>
public sealed class RacingHostsTests(FaultSuite suite) : FaultTest(suite)
{
    [EngineFact]
    public async Task GetOrCreateAsync_SixteenProcessesTheSameId_ShareOneContainer()
    {
        const int Hosts = 16;
        var row = Begin(5, $"{Hosts} processes get or create the same id at once", "first call to the last return");
        var peers = await LivingPeer.StartAsync(Hosts, Prefix, BasePort, PortBlock.Size - 1, LockFolder);
        await TryAsync(row, fullTries: 25, async round =>
        {
            var id = $"round-{round}";
            var watch = Stopwatch.StartNew();
            var answers = await Task.WhenAll(peers.Select(peer => peer.AskAsync<SandboxInfo>("get-or-create", id)));
            row.Recovered(watch.Elapsed);

            answers.Select(sandbox => (sandbox!.ContainerId, sandbox.Url)).Distinct().Should().ContainSingle();
            (await ContainersAsync()).Should().Equal($"{Prefix}-{id} running");
            await ShouldBeReachableAsync(answers[0]!);
            await peers[round % Hosts].AskAsync<bool>("destroy", id);
        });

        await EndAllAsync(peers);
        await EndAsync(row);
    }

    [EngineFact]
    public async Task CreateAsync_EightProcessesFromTheSamePort_AllServeOnDistinctPorts()
    {
        const int Hosts = 8;
        const int Each = 10;
        const int FirstPort = 32_100;
        const int DefaultRange = 100;
        var row = Begin(6, $"{Hosts} processes create {Each} sandboxes each from the same port at once", "first call to the last return");
        var peers = await LivingPeer.StartAsync(Hosts, Prefix, FirstPort, DefaultRange, LockFolder);
        await TryAsync(row, fullTries: 10, async round =>
        {
            var ids = Enumerable.Range(0, Hosts * Each).Select(i => $"round-{round}-{i}").ToList();
            var watch = Stopwatch.StartNew();
            var sandboxes = await Task.WhenAll(ids.Select((id, i) => peers[i % Hosts].AskAsync<SandboxInfo>("create", id)));
            row.Recovered(watch.Elapsed);

            sandboxes.Select(sandbox => sandbox!.Url).Should().OnlyHaveUniqueItems();
            sandboxes.Select(sandbox => sandbox!.ContainerId).Should().OnlyHaveUniqueItems();
            sandboxes.Select(sandbox => sandbox!.SandboxId).Should().Equal(ids);
            await Task.WhenAll(sandboxes.Select(sandbox => ShouldBeReachableAsync(sandbox!)));
            (await ContainersAsync()).Should().HaveCount(ids.Count);

            await Task.WhenAll(ids.Select((id, i) => peers[i % Hosts].AskAsync<bool>("destroy", id)));
            await ShouldHaveLeftNothingAsync();
        });

        await EndAllAsync(peers);
        await EndAsync(row);
    }

    /// <summary>At once, as they began.</summary>
    private static async Task EndAllAsync(IEnumerable<LivingPeer> peers) => await Task.WhenAll(peers.Select(peer => peer.DisposeAsync().AsTask()));
}
