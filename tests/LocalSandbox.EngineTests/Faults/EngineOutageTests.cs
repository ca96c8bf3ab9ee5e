using System.Collections.Concurrent;
using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

/// <summary>The engine goes away and comes back, while sandboxes run and calls are in flight; the host just goes on.</summary>
public sealed class EngineOutageTests(FaultSuite suite) : FaultTest(suite)
{
    private static readonly string[] Outages = ["halt", "kill", "restart"];

    private static readonly TimeSpan LongestOutage = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, bool> _asked = [];
    private int _calls;
    private int _failures;

    [EngineFact(Needs = Needs.PrivateEngine)]
    public async Task EveryOperation_EngineGoesAndComesBack_FailsTrulyAndWorksAgain()
    {
        var row = Begin(3, "engine stopped, killed, restarted while sandboxes run and calls are in flight", "engine answers again to the next create that succeeds");
        var random = Plan.Random(row.Number);
        await using var engine = new PrivateEngine();
        await engine.DoAsync("start");
        var backend = NewBackend(
            options => (options.CommandTimeout, options.StartTimeout, options.StopTimeout) = (CommandLimit, CommandLimit * 2, CommandLimit * 2),
            InterceptingRunner.WithVariable("DOCKER_HOST", engine.Host));
        var staying = await backend.CreateAsync(Request("staying"));
        await TryAsync(row, fullTries: 10, async i =>
        {
            using var stop = new CancellationTokenSource();
            var calls = Task.WhenAll(CallAgainAndAgain(backend, staying, i).Select(call => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await ShouldAnswerTrulyAsync(call);
                }
            })));

            await Task.Delay(random.Next(1500));
            var outage = Outages[i % Outages.Length];
            await engine.DoAsync(outage);
            if (outage is not "restart")
            {
                await Task.Delay(random.NextDouble() * LongestOutage);
                await engine.DoAsync("start");
            }

            var back = Stopwatch.StartNew();
            row.Recovered(await RecoverAsync(backend, $"recovered-{i}", back));
            await Task.Delay(500);
            await stop.CancelAsync();
            await calls;

            // Without a restart of the host, and with what was there before.
            (await backend.IsAliveAsync(staying)).Should().BeTrue();
            await ShouldBeReachableAsync(staying);
            var found = await backend.DiscoverAsync("staying");
            found!.ContainerId.Should().Be(staying.ContainerId);
            found.Url.Should().Be(staying.Url);
            foreach (var id in _asked.Keys)
            {
                await ShouldBeReachableAsync(await backend.GetOrCreateAsync(Request(id)));
                await backend.DestroyAsync(new SandboxInfo(id));
            }

            _asked.Clear();
            (await ContainersOfAsync(engine)).Should().Equal($"{Prefix}-staying running");
            backend.ReservedPortCount.Should().Be(1);
        }, variants: Outages.Length);

        row.Notes.Add($"{_calls} calls, {_failures} of them failed with {nameof(SandboxErrorCode.RuntimeNotRunning)}");
        await backend.DestroyAsync(staying);
        foreach (var container in await ContainersOfAsync(engine))
        {
            row.LeftBehind($"container {container}");
        }

        await EndAsync(row);
    }

    [EngineFact(Needs = Needs.PrivateEngine)]
    public async Task DiscoverAsync_EngineKilledBeforeTheHealthCheck_IsRuntimeNotRunning()
    {
        await using var engine = new PrivateEngine();
        await engine.DoAsync("start");
        var kill = false;
        var backend = NewBackend(runner: InterceptingRunner.WithVariable("DOCKER_HOST", engine.Host, after: async (command, _) =>
        {
            if (kill && InterceptingRunner.Verb(command) is "container inspect")
            {
                // Its proxies, which serve the published ports, end with it.
                kill = false;
                await engine.DoAsync("kill");
            }
        }));
        var sandbox = await backend.CreateAsync(Request("outlives"));

        kill = true;
        await ShouldFailAsync(() => backend.DiscoverAsync("outlives"), SandboxErrorCode.RuntimeNotRunning);

        await engine.DoAsync("start");
        (await backend.DiscoverAsync("outlives"))!.ContainerId.Should().Be(sandbox.ContainerId);
    }

    private IEnumerable<Func<Task>> CallAgainAndAgain(LocalContainerBackend backend, SandboxInfo staying, int round)
    {
        var number = 0;
        return
        [
            async () => (await backend.IsAliveAsync(staying)).Should().BeTrue("it runs all the time"),
            async () => (await backend.DiscoverAsync("staying")).Should().NotBeNull("it runs all the time").And.Match<SandboxInfo>(found => found.ContainerId == staying.ContainerId),
            async () => (await backend.ListRunningAsync()).Select(sandbox => sandbox.ContainerId).Should().Contain(staying.ContainerId),
            async () =>
            {
                var id = $"new-{round}-{Interlocked.Increment(ref number)}";
                _asked[id] = true;
                await backend.CreateAsync(Request(id));
                await backend.DestroyAsync(new SandboxInfo(id));
                _asked.TryRemove(id, out _);
            },
        ];
    }

    /// <summary>Whatever fails must say that the engine does not run, and say it in time.</summary>
    private async Task ShouldAnswerTrulyAsync(Func<Task> call)
    {
        var (took, failure) = await AttemptAsync(call);
        Interlocked.Increment(ref _calls);
        took.Should().BeLessThan(LongestCall);
        if (failure is not null)
        {
            Interlocked.Increment(ref _failures);
            failure.Should().BeOfType<SandboxException>().Which.Code.Should().Be(SandboxErrorCode.RuntimeNotRunning, failure.ToString());
        }
    }

    private static async Task<TimeSpan> RecoverAsync(LocalContainerBackend backend, string id, Stopwatch back)
    {
        while (true)
        {
            var (_, failure) = await AttemptAsync(async () => await backend.GetOrCreateAsync(Request(id)));
            if (failure is null)
            {
                var after = back.Elapsed;
                await backend.DestroyAsync(new SandboxInfo(id));
                return after;
            }

            back.Elapsed.Should().BeLessThan(LongestCall, failure.ToString());
        }
    }

    private async Task<IReadOnlyList<string>> ContainersOfAsync(PrivateEngine engine) =>
        (await engine.DockerAsync("ps", "-a", "--filter", $"label={DockerCli.PrefixLabel}={Prefix}", "--format", "{{.Names}} {{.State}}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
