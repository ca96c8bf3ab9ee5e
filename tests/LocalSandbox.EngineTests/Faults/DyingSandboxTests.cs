using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

public sealed class DyingSandboxTests(FaultSuite suite) : FaultTest(suite)
{
    private const int FullTries = 20;

    private const string FromExit = "exit, by the engine's clock, to the call's return with everything removed";

    /// <summary>What is promised; a single try may take twice as long on a machine that is busy with something else.</summary>
    private static readonly TimeSpan ToldWithin = TimeSpan.FromMilliseconds(500);

    [EngineFact]
    public Task CreateAsync_ProcessExitsAtOnce_SaysWhySoon() => ShouldExitEarlyAsync(
        "the sandbox's process exits at once", Request("exit", (Mode, "exit"), ("SANDBOX_EXIT_CODE", "42")), exitCode: 42, lastLine: "giving up");

    [EngineFact]
    public Task CreateAsync_ProcessExitsAfter300Milliseconds_SaysWhySoon() => ShouldExitEarlyAsync(
        "the sandbox's process exits after 300 ms", Misbehaving("later", "exit-after", 300), exitCode: 3, lastLine: "log line 60 of 60");

    [EngineFact]
    public Task CreateAsync_ProcessIsKilledForItsMemory_SaysWhySoon() => ShouldExitEarlyAsync(
        "the sandbox's process is killed for its memory", Misbehaving("greedy", "oom"), exitCode: 137, lastLine: "filling the memory");

    [EngineFact]
    public async Task CreateAsync_ProcessForksToTheLimit_LeavesOthersUnharmedAndIsDestroyed()
    {
        const int Limit = 64;

        // Once at its limit the bomb gives back the places that its server needs to answer: 59 are left.
        const int Short = 8;
        var row = Begin(7, $"the sandbox forks up to its limit of {Limit} processes", "call of destroy to its return");
        var backend = NewBackend(options => options.PidsLimit = Limit);
        var neighbour = await backend.CreateAsync(Request("neighbour"));
        await TryAsync(row, FullTries, async i =>
        {
            var bomb = await backend.CreateAsync(Misbehaving($"bomb-{i}", "forkbomb"));
            await EventuallyAsync(async () => await ProcessesAsync(bomb) >= Limit - Short, "the fork bomb");

            await ShouldBeUnharmedAsync(backend, neighbour);
            (await backend.IsAliveAsync(bomb)).Should().BeTrue();

            var watch = Stopwatch.StartNew();
            await backend.DestroyAsync(bomb);
            row.Recovered(watch.Elapsed);
        });

        await backend.DestroyAsync(neighbour);
        await EndAsync(row);
    }

    private async Task ShouldExitEarlyAsync(string fault, SandboxRequest request, int exitCode, string lastLine)
    {
        var row = Begin(7, fault, FromExit);
        var runner = new InterceptingRunner();
        var backend = NewBackend(options => options.Memory = "32m", runner);
        var neighbour = await backend.CreateAsync(Request("neighbour"));
        await TryAsync(row, FullTries, async _ =>
        {
            runner.Forget();
            var failure = await ShouldFailAsync(() => backend.CreateAsync(request), SandboxErrorCode.ExitedEarly);
            var toldAfter = DateTimeOffset.UtcNow - runner.FinishedAt();
            row.Recovered(toldAfter);

            failure.ExitCode.Should().Be(exitCode);
            failure.Output.Should().Contain(lastLine);
            toldAfter.Should().BeLessThan(2 * ToldWithin, "the calls were {0}", string.Join(", ", runner.Verbs));
            (await DockerCli.ExistsAsync($"{Prefix}-{request.SandboxId}")).Should().BeFalse();
            await ShouldBeUnharmedAsync(backend, neighbour);
        });

        row.Check(() => row.Percentile(0.5).Should().BeLessThan(ToldWithin));
        await backend.DestroyAsync(neighbour);
        await EndAsync(row);
    }

    /// <summary>Counted by the engine: a sandbox at its limit cannot start the processes that an answer of its own would need.</summary>
    private static async Task<int> ProcessesAsync(SandboxInfo sandbox) =>
        (await DockerCli.RunAsync("top", sandbox.ContainerId!)).Split('\n').Length - 1;

    private static async Task ShouldBeUnharmedAsync(LocalContainerBackend backend, SandboxInfo neighbour)
    {
        (await backend.IsAliveAsync(neighbour)).Should().BeTrue();
        await ShouldBeReachableAsync(neighbour);
        backend.ReservedPortCount.Should().BeInRange(1, 2);
    }
}
