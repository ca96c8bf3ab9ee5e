using System.Diagnostics;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults;

/// <summary>The command line misbehaves in one verb: every operation gives a true answer or a typed error, in its time, and never a wrong fact.</summary>
public sealed class MisbehavingCliTests(FaultSuite suite) : FaultTest(suite)
{
    private const int MegaByte = 1024 * 1024;
    private const long FullFlood = 1024L * MegaByte;
    private const long ShortFlood = 100L * MegaByte;
    private const long MostGrowth = 32 * MegaByte;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FullFloodLimit = TimeSpan.FromSeconds(8);

    /// <summary>Killing a process takes a moment, on a busy machine a longer one.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan DiagnosisLimit = TimeSpan.FromSeconds(3);

    /// <summary>Verbs without which nothing can be cleaned up.</summary>
    private static readonly string[] CleanUpVerbs = ["--version", "container inspect", "rm"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lst-badcli-");

    private LocalContainerBackend _good = null!;
    private SandboxDiagnosis _truth = null!;
    private SandboxInfo _there = null!;
    private SandboxInfo _gone = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _good = NewBackend();
        _there = await _good.CreateAsync(Request("there"));
        _gone = await _good.CreateAsync(Request("gone"));
        await _good.DestroyAsync(_gone);
        _truth = await new SandboxDiagnostics(_good).RunAsync();
    }

    [EngineTheory]
    [InlineData("--version")]
    [InlineData("run")]
    [InlineData("container inspect")]
    [InlineData("ps")]
    [InlineData("stop")]
    [InlineData("rm")]
    [InlineData("wait")]
    [InlineData("logs")]
    [InlineData("pull")]
    [InlineData("info")]
    [InlineData("image inspect")]
    public async Task EveryOperation_CommandLineMisbehaves_AnswersTrulyOrFailsWithATypedError(string verb)
    {
        var row = Begin(8, $"command line hangs, floods or lies in '{verb}'", "call to its return, the time limit included");
        var ways = Ways(Plan.Random(row.Number + verb.Length));
        var (answers, failures, managed, workingSet) = (0, 0, 0L, 0L);
        row.Plan(ways.Length);
        foreach (var way in ways)
        {
            await row.TryAsync(async () =>
            {
                var path = await BadCli.WriteAsync(Path.Combine(_folder.FullName, $"docker-{row.Tries}"), verb, way, Plan.IsFull ? FullFlood : ShortFlood);
                var isFlood = way.StartsWith("flood", StringComparison.Ordinal);
                var runner = new MeasuringRunner(Tolerance);
                using var bad = NewBackend(options => Configure(options, verb, path, isFlood && Plan.IsFull ? FullFloodLimit : Limit), runner);
                var victim = await _good.CreateAsync(Request("victim"));
                await DockerCli.RunAsync("create", "--name", $"{Prefix}-dead", "--label", $"{DockerCli.PrefixLabel}={Prefix}", Engine.Image);
                var operations = Operations(verb, bad, victim);
                foreach (var batch in operations.Chunk(isFlood ? 1 : operations.Count))
                {
                    using var memory = MemoryWatch.Start();
                    await Task.WhenAll(batch.Select(async operation =>
                    {
                        var (took, failure) = await AttemptAsync(operation);
                        row.Recovered(took);
                        failure?.Should().BeOfType<SandboxException>($"'{verb}' {way}");
                        _ = failure is null ? Interlocked.Increment(ref answers) : Interlocked.Increment(ref failures);
                    }));
                    memory.Dispose();
                    managed = Math.Max(managed, memory.Managed);
                    workingSet = Math.Max(workingSet, memory.WorkingSet);
                    memory.WorkingSet.Should().BeLessThan(MostGrowth, "the host grew while '{0}' {1}", verb, way);
                }

                runner.TooLong.Should().BeEmpty("'{0}' {1}", verb, way);
                await _good.DestroyAsync(victim);
                await ShouldBeUnharmedAsync(verb, way);
            });
            await CleanUpAsync();
        }

        row.Notes.Add($"{answers} true answers and {failures} typed errors, {Limit.TotalSeconds} s limit");
        row.Notes.Add($"at most {managed / MegaByte} MB managed memory and {workingSet / MegaByte} MB working set more");
        await _good.DestroyAsync(_there);
        await EndAsync(row);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>All of them in the full suite; else a third, another one in every run.</summary>
    private string[] Ways(Random random)
    {
        string[] all = [.. BadCli.Ways.Keys];
        if (!Plan.IsFull)
        {
            random.Shuffle(all);
        }

        return Plan.IsFull ? all : all[..(all.Length / 3)];
    }

    private static void Configure(LocalSandboxOptions options, string verb, string path, TimeSpan limit)
    {
        options.RuntimePath = path;
        options.Image = verb is "pull" ? "localhost:1/no-such-image:1" : Engine.Image;
        options.CommandTimeout = options.ReadyTimeout = options.DiscoverTimeout = limit;
        options.StartTimeout = options.StopTimeout = limit * 2;
        options.StopGracePeriod = TimeSpan.FromSeconds(1);
    }

    /// <summary>Removes what a command line without a working <c>rm</c> or <c>inspect</c> had to leave.</summary>
    private async Task CleanUpAsync()
    {
        foreach (var container in (await ContainersAsync()).Select(line => line.Split(' ')[0]).Where(name => name != _there.ContainerName))
        {
            await DockerCli.TryRunAsync("rm", "-f", container);
        }
    }

    /// <summary>The operations that need the verb. Each checks the answer that it gets.</summary>
    private IReadOnlyList<Func<Task>> Operations(string verb, LocalContainerBackend bad, SandboxInfo victim) => verb switch
    {
        "--version" => [IsAlive(bad), Discover(bad), List(bad), Create(bad), Destroy(bad, victim), Sweep(bad), Diagnose(bad)],
        "run" => [Create(bad), GetOrCreate(bad)],
        "container inspect" =>
        [
            IsAlive(bad), IsNotAlive(bad), Discover(bad), DiscoverGone(bad), List(bad), Create(bad), Adopt(bad), CreateDying(bad),
            Destroy(bad, victim), Sweep(bad), Diagnose(bad),
        ],
        "ps" => [List(bad), Sweep(bad), Diagnose(bad)],
        "stop" => [Destroy(bad, victim)],
        "rm" => [Destroy(bad, victim), CreateDying(bad), Sweep(bad)],
        "wait" => [Create(bad), CreateDying(bad)],
        "logs" => [CreateDying(bad)],
        "info" or "image inspect" => [Diagnose(bad)],
        _ => [CreateWithoutImage(bad)],
    };

    private Func<Task> IsAlive(LocalContainerBackend bad) => async () => (await bad.IsAliveAsync(_there)).Should().BeTrue();

    private Func<Task> IsNotAlive(LocalContainerBackend bad) => async () => (await bad.IsAliveAsync(_gone)).Should().BeFalse();

    private Func<Task> Discover(LocalContainerBackend bad) => async () => ShouldBeThere(await bad.DiscoverAsync("there"));

    private Func<Task> DiscoverGone(LocalContainerBackend bad) => async () => (await bad.DiscoverAsync("gone")).Should().BeNull();

    private Func<Task> List(LocalContainerBackend bad) => async () =>
        ShouldBeThere((await bad.ListRunningAsync()).SingleOrDefault(sandbox => sandbox.SandboxId == "there"));

    private static Func<Task> Create(LocalContainerBackend bad) => async () =>
        await ShouldServeAsync(await bad.CreateAsync(Misbehaving("new", "slow", 400)));

    private static Func<Task> GetOrCreate(LocalContainerBackend bad) => async () => await ShouldServeAsync(await bad.GetOrCreateAsync(Request("newer")));

    private static async Task ShouldServeAsync(SandboxInfo sandbox)
    {
        await ShouldBeReachableAsync(sandbox);
        await DockerCli.RunAsync("rm", "-f", sandbox.ContainerId!);
    }

    private Func<Task> Adopt(LocalContainerBackend bad) => async () => ShouldBeThere(await bad.CreateAsync(Request("there")));

    private static Func<Task> CreateDying(LocalContainerBackend bad) => async () =>
    {
        await bad.CreateAsync(Misbehaving("dying", "exit-after", 300));
        throw new InvalidOperationException("A sandbox that ended was handed out.");
    };

    private static Func<Task> CreateWithoutImage(LocalContainerBackend bad) => async () =>
    {
        await bad.CreateAsync(Request("imageless"));
        throw new InvalidOperationException("A sandbox without an image was handed out.");
    };

    private static Func<Task> Destroy(LocalContainerBackend bad, SandboxInfo victim) => async () =>
    {
        await bad.DestroyAsync(victim);
        (await DockerCli.ExistsAsync(victim.ContainerId!)).Should().BeFalse("it was said to be destroyed");
    };

    private Func<Task> Sweep(LocalContainerBackend bad) => async () =>
    {
        var result = await new SandboxSweeper(bad).SweepAsync(TimeSpan.Zero);
        result.Sandboxes.Should().Contain(sandbox => sandbox.ContainerId == _there.ContainerId && !sandbox.IsRemoved);
        foreach (var removed in result.Removed)
        {
            (await DockerCli.ExistsAsync(removed.ContainerId)).Should().BeFalse("it was said to be removed");
        }
    };

    /// <summary>A check fails or says what is so: that the engine answers and which it is, that the image is here.</summary>
    private Func<Task> Diagnose(LocalContainerBackend bad) => async () =>
    {
        var watch = Stopwatch.StartNew();
        var diagnosis = await new SandboxDiagnostics(bad).RunAsync();
        watch.Elapsed.Should().BeLessThan(DiagnosisLimit + Tolerance);
        foreach (var check in diagnosis.Checks.Where(check => check is { Name: "engine" or "image", Status: SandboxCheckStatus.Passed or SandboxCheckStatus.Warning }))
        {
            _truth.Checks.Should().Contain(check);
        }
    };

    private void ShouldBeThere(SandboxInfo? sandbox)
    {
        sandbox.Should().NotBeNull("it is there");
        sandbox!.ContainerId.Should().Be(_there.ContainerId);
        sandbox.Url.Should().Be(_there.Url);
    }

    /// <summary>The sandbox that nobody asked to destroy still serves, and where the library could clean up, nothing of what failed is left.</summary>
    private async Task ShouldBeUnharmedAsync(string verb, string way)
    {
        await ShouldBeReachableAsync(_there);
        (await _good.IsAliveAsync(_there)).Should().BeTrue();
        if (!CleanUpVerbs.Contains(verb))
        {
            (await ContainersAsync()).Should().BeSubsetOf([$"{Prefix}-there running", $"{Prefix}-dead created"], "'{0}' {1}", verb, way);
        }
    }
}
