using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

/// <summary>A host process is killed in the middle of an operation; the next one sweeps, while another one lives and works.</summary>
public sealed class KilledHostTests(FaultSuite suite) : FaultTest(suite)
{
    private static readonly TimeSpan SweptWithin = TimeSpan.FromSeconds(5);

    /// <summary>The engine finishes what a killed command line had sent, and what was just forked becomes that command line.</summary>
    private static readonly TimeSpan StaysClean = TimeSpan.FromMilliseconds(700);

    private static readonly TimeSpan PauseBetweenSweeps = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(10);

    private static readonly string[] Operations = ["create", "destroy", "discover"];
    private static readonly string[] Modes = ["ready", "slow", "exit-after"];

    private TimeSpan _longestOrphan;
    private int _kept;
    private int _watchers;

    [EngineFact(Needs = Needs.Linux)]
    public async Task SweepAsync_HostWasKilled_RemovesWhatIsDeadAndTouchesNothingElse()
    {
        var row = Begin(2, "host killed (SIGKILL) in the middle of create, destroy, discover", "kill to the sweep after which only healthy ones are left");
        var random = Plan.Random(row.Number);
        var neighbour = await LivingPeer.StartAsync(Prefix, BasePort, PortBlock.Size - 1, LockFolder);
        var used = await neighbour.AskAsync<SandboxInfo>("create", "used");
        await TryAsync(row, fullTries: 60, async i =>
        {
            var operation = Operations[i % Operations.Length];
            var id = $"try-{i}";
            var (killed, containerId, isDying) = await KillInAsync(operation, id, random);
            var starting = neighbour.AskAsync<SandboxInfo>("create", $"starting-{i}", "SANDBOX_MODE=slow", "SANDBOX_DELAY_MS=1500");

            using var host = NewBackend();
            var commands = containerId ?? $"--name {Prefix}-{id} ";
            var orphans = WatchOrphansAsync(commands, killed);
            var cleanAfter = await SweepUntilCleanAsync(host, id, commands, killed, isDying);
            await orphans;
            row.Recovered(cleanAfter);
            cleanAfter.Should().BeLessThan(SweptWithin);

            // What was in use or being started all the time is not changed.
            var started = await starting;
            await ShouldBeReachableAsync(started!);
            await neighbour.AskAsync<bool>("destroy", $"starting-{i}");
            (await neighbour.AskAsync<SandboxInfo>("discover", "used"))!.ContainerId.Should().Be(used!.ContainerId);

            // What was kept is found again.
            var found = await host.DiscoverAsync(id);
            if (operation is "discover")
            {
                found.Should().NotBeNull("nobody asked for its end");
            }

            if (found is not null)
            {
                _kept++;
                await ShouldBeReachableAsync(found);
                await host.DestroyAsync(found);
            }

            (await ContainersAsync()).Should().NotContain(line => line.Contains($"-{i} ", StringComparison.Ordinal));
        }, variants: Operations.Length);

        await neighbour.AskAsync<bool>("destroy", "used");
        await neighbour.DisposeAsync();
        await new SandboxSweeper(NewBackend()).SweepAsync();
        row.Notes.Add($"{_kept} healthy sandboxes were kept and found again");
        row.Notes.Add($"commands of the killed host went on for at most {_longestOrphan.TotalMilliseconds:0} ms after it");
        row.Notes.Add($"a 'docker wait' of the killed host was seen {_watchers} times beside the sandbox it watched, and ended with it");
        foreach (var process in ChildProcesses.Naming(Prefix))
        {
            row.LeftBehind($"process {process}");
        }

        await EndAsync(row);
    }

    /// <summary>Starts a host, lets it begin the operation, and kills it at a random moment; tells since when it is dead, and whether its sandbox's process ends by itself.</summary>
    private async Task<(Stopwatch Killed, string? ContainerId, bool IsDying)> KillInAsync(string operation, string id, Random random)
    {
        var victim = await LivingPeer.StartAsync(Prefix, BasePort, PortBlock.Size - 1, LockFolder);
        var mode = Modes[random.Next(Modes.Length)];
        var moment = random.NextDouble();
        var created = default(SandboxInfo);
        if (operation is "create")
        {
            Forget(victim.AskAsync<SandboxInfo>("create", id, $"SANDBOX_MODE={mode}", "SANDBOX_DELAY_MS=200"));
            await Task.Delay(TimeSpan.FromMilliseconds(700) * moment);
        }
        else
        {
            var isDeaf = mode is "slow";
            created = await victim.AskAsync<SandboxInfo>("create", id, $"SANDBOX_MODE={(isDeaf ? "deaf" : "ready")}");
            Forget(victim.AskAsync<object>(operation, id));
            await Task.Delay(TimeSpan.FromMilliseconds(operation is "discover" ? 60 : isDeaf ? 1400 : 400) * moment);
        }

        await victim.KillAsync();
        var killed = Stopwatch.StartNew();
        await victim.DisposeAsync();
        return (killed, created?.ContainerId, operation is "create" && mode is "exit-after");
    }

    /// <summary>Sweeps again and again, as a host does, and returns when it was clean and stayed so.</summary>
    private async Task<TimeSpan> SweepUntilCleanAsync(
        LocalContainerBackend host, string id, string commands, Stopwatch killed, bool isDying)
    {
        var sweeper = new SandboxSweeper(host);
        var name = $"{Prefix}-{id}";
        var cleanSince = default(TimeSpan?);
        while (cleanSince is null || killed.Elapsed - cleanSince < StaysClean)
        {
            // What stops a deaf sandbox goes on after its host: healthy now is dead when it has ended.
            var orphans = ChildProcesses.Naming(commands);
            var result = await sweeper.SweepAsync();
            result.Removed.Where(removed => removed.ContainerName != name || removed.Use != SandboxUse.Dead).Should().BeEmpty();
            result.Sandboxes.Should().Contain(sandbox => sandbox.ContainerName == $"{Prefix}-used" && sandbox.Use == SandboxUse.InUse);

            var left = result.Sandboxes.SingleOrDefault(sandbox => sandbox.ContainerName == name && !sandbox.IsRemoved);
            var isClean = orphans.Count == 0 && (left is null || (left.Use is SandboxUse.Unused && !isDying));
            cleanSince = isClean ? cleanSince ?? killed.Elapsed : null;
            _watchers += left is null ? 0 : ChildProcesses.Naming($"wait {left.ContainerId}").Count;
            killed.Elapsed.Should().BeLessThan(SweptWithin * 3, "'{0}' is {1}; commands: {2}", name, left?.Reason, string.Join(", ", orphans));
            await Task.Delay(PauseBetweenSweeps);
        }

        return cleanSince.Value;
    }

    /// <summary>Measures how long commands of the killed host go on; nobody is there any more to end them.</summary>
    private async Task WatchOrphansAsync(string argument, Stopwatch killed)
    {
        while (killed.Elapsed < StaysClean || ChildProcesses.Naming(argument).Count > 0)
        {
            if (ChildProcesses.Naming(argument).Count > 0 && killed.Elapsed > _longestOrphan)
            {
                _longestOrphan = killed.Elapsed;
            }

            await Task.Delay(PauseBetweenLooks);
        }
    }

    /// <summary>Its host is going to be killed.</summary>
    private static void Forget(Task task) => _ = task.ContinueWith(
        ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
