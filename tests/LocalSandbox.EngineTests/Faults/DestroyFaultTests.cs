using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;

namespace LocalSandbox.EngineTests.Faults;

public sealed class DestroyFaultTests(FaultSuite suite) : FaultTest(suite)
{
    private const int FullTries = 20;

    private const string FromCall = "call of destroy to its return";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MoreThanGrace = TimeSpan.FromSeconds(1);

    [EngineFact]
    public Task DestroyAsync_AlreadyGone_IsIdempotent() => ShouldDestroyAsync("destroy: already gone", "", ["rm", "-f"]);

    [EngineFact]
    public Task DestroyAsync_AlreadyStopped_IsIdempotent() => ShouldDestroyAsync("destroy: stopped", "", ["stop", "-t", "0"]);

    [EngineFact]
    public Task DestroyAsync_Paused_IsIdempotent() => ShouldDestroyAsync("destroy: paused", "", ["pause"]);

    [EngineFact]
    public Task DestroyAsync_IgnoresSigterm_TakesTheGracePeriodAndLittleMore() =>
        ShouldDestroyAsync($"destroy: ignores SIGTERM, grace {Grace.TotalSeconds} s", "deaf", [], atMost: Grace + MoreThanGrace);

    [EngineFact]
    public async Task DestroyAsync_EngineDown_FailsAndARetrySucceeds() =>
        await ShouldSucceedWhenRetriedAsync("destroy: engine down", "tcp://127.0.0.1:1", SandboxErrorCode.RuntimeNotRunning);

    [EngineFact]
    public async Task DestroyAsync_EngineDoesNotAnswer_FailsAndARetrySucceeds()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        await ShouldSucceedWhenRetriedAsync("destroy: engine gives no answer", $"tcp://{deaf.LocalEndpoint}", SandboxErrorCode.TimedOut);
    }

    /// <summary>It does what it was asked, but late: some calls get their answer in time, and some of those that do not have their effect all the same.</summary>
    [EngineFact(Needs = Needs.Linux)]
    public async Task DestroyAsync_EngineSlow_SucceedsOrFailsAndARetrySucceeds()
    {
        var row = Begin(11, "destroy: engine slow, 0 to 1.5 s for every request of a limit of 1 s", FromCall);
        var random = Plan.Random(row.Number);
        var limit = TimeSpan.FromSeconds(1);
        using var engine = await SlowEngine.StartAsync();
        using var quick = NewBackend();
        var failures = 0;
        await TryAsync(row, FullTries, async i =>
        {
            using var backend = NewBackend(
                options => (options.StopGracePeriod, options.CommandTimeout, options.StopTimeout) = (TimeSpan.Zero, limit, limit),
                InterceptingRunner.WithVariable("DOCKER_HOST", engine.Host));
            engine.Delay = TimeSpan.Zero;
            var sandbox = await backend.CreateAsync(Request($"try-{i}"));
            engine.Delay = random.NextDouble() * 1.5 * limit;

            var (took, failure) = await AttemptAsync(() => backend.DestroyAsync(sandbox));
            row.Recovered(took);

            took.Should().BeLessThan(limit + TimeSpan.FromSeconds(1));
            backend.ReservedPortCount.Should().Be(failure is null ? 0 : 1);
            if (failure is null)
            {
                await ShouldHaveLeftNothingAsync();
            }
            else
            {
                failures++;
                failure.Should().BeOfType<SandboxException>().Which.Code.Should().Be(SandboxErrorCode.TimedOut);
                engine.Delay = TimeSpan.Zero;
                await backend.DestroyAsync(sandbox);
                backend.ReservedPortCount.Should().Be(0);
            }

            (await quick.IsAliveAsync(sandbox)).Should().BeFalse();
        });

        row.Notes.Add($"{failures} of {row.Tries} calls failed with {nameof(SandboxErrorCode.TimedOut)} and were retried");
        await EndAsync(row);
    }

    private async Task ShouldDestroyAsync(string fault, string mode, string[] meddle, TimeSpan? atMost = null)
    {
        var row = Begin(11, fault, FromCall);
        var backend = NewBackend(options => options.StopGracePeriod = Grace);
        await TryAsync(row, FullTries, async i =>
        {
            var sandbox = await backend.CreateAsync(mode.Length == 0 ? Request($"try-{i}") : Misbehaving($"try-{i}", mode));
            if (meddle.Length > 0)
            {
                await DockerCli.RunAsync([.. meddle, sandbox.ContainerId!]);
            }

            var watch = Stopwatch.StartNew();
            await backend.DestroyAsync(sandbox);
            var took = watch.Elapsed;
            row.Recovered(took);

            took.Should().BeLessThan(atMost ?? Grace + MoreThanGrace);
            backend.ReservedPortCount.Should().Be(0);
            await ShouldHaveLeftNothingAsync();
            await backend.DestroyAsync(sandbox);
        });

        await EndAsync(row);
    }

    /// <summary>The engine is lost before the first, or between the first and the second, command of a destroy.</summary>
    private async Task ShouldSucceedWhenRetriedAsync(string fault, string lostEngine, SandboxErrorCode code)
    {
        var row = Begin(11, fault, "call of the retry to its return");
        var random = Plan.Random(row.Number);
        var limit = TimeSpan.FromSeconds(1);
        await TryAsync(row, FullTries, async i =>
        {
            var commandsLeft = int.MaxValue;
            using var backend = NewBackend(
                options => (options.StopGracePeriod, options.CommandTimeout, options.StopTimeout) = (limit / 2, limit, limit * 2),
                new InterceptingRunner { Before = command => Task.FromResult(commandsLeft-- > 0 ? command : LoseEngine(command, lostEngine)) });
            var sandbox = await backend.CreateAsync(Request($"try-{i}"));

            commandsLeft = random.Next(2);
            var watch = Stopwatch.StartNew();
            await ShouldFailAsync(() => backend.DestroyAsync(sandbox), code);
            watch.Elapsed.Should().BeLessThan((limit * 2) + TimeSpan.FromSeconds(1));
            backend.ReservedPortCount.Should().Be(1, "its absence is not proven");
            (await ContainersAsync()).Should().ContainSingle();

            commandsLeft = int.MaxValue;
            watch.Restart();
            await backend.DestroyAsync(sandbox);
            row.Recovered(watch.Elapsed);
            backend.ReservedPortCount.Should().Be(0);
            await ShouldHaveLeftNothingAsync();
        });

        await EndAsync(row);
    }

    private static ProcessCommand LoseEngine(ProcessCommand command, string lostEngine) =>
        command with { Environment = new Dictionary<string, string?>(command.Environment) { ["DOCKER_HOST"] = lostEngine } };
}
