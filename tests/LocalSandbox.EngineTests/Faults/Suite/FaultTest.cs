using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>Tries one fault again and again, and checks at the end that nothing is left of anything.</summary>
[Collection(FaultsAlone.Name)]
public abstract class FaultTest(FaultSuite suite) : EngineTest
{
    private static readonly TimeSpan ChildrenEndWithin = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _locks = Directory.CreateTempSubdirectory("lst-locks-");

    /// <summary>What another host, killed before, left in the folder that all share is not this test's.</summary>
    private readonly string[] _filesBefore = VariableFiles();

    private protected FaultPlan Plan => suite.Plan;

    private protected string LockFolder => _locks.FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _locks.Delete(recursive: true);
    }

    private protected FaultRow Begin(int number, string fault, string recovery) => suite.Begin(number, fault, recovery);

    private protected override LocalSandboxOptions NewOptions(Action<LocalSandboxOptions>? change = null) => base.NewOptions(options =>
    {
        options.LockFolder = LockFolder;
        change?.Invoke(options);
    });

    /// <summary>Makes all tries of a fault, one after the other; never fewer than it has variants.</summary>
    private protected async Task TryAsync(FaultRow row, int fullTries, Func<int, Task> attempt, int variants = 1)
    {
        var tries = Math.Max(variants, Plan.Tries(fullTries));
        row.Plan(tries);
        for (var i = 0; i < tries; i++)
        {
            await row.TryAsync(() => attempt(i));
        }
    }

    /// <summary>Ends a row: the backends of the test are disposed, and then there is no container, process, lock or file of theirs.</summary>
    private protected async Task EndAsync(FaultRow row)
    {
        DisposeAll();
        foreach (var container in await ContainersAsync())
        {
            row.LeftBehind($"container {container}");
        }

        foreach (var child in await ChildProcesses.OfThisProcessAsync(ChildrenEndWithin))
        {
            row.LeftBehind($"process {child}");
        }

        foreach (var file in Directory.EnumerateFiles(LockFolder).Select(Path.GetFileName).Where(file => file != "gate"))
        {
            row.LeftBehind($"lock {file}");
        }

        foreach (var file in VariableFiles().Except(_filesBefore))
        {
            row.LeftBehind($"file {file}");
        }

        row.ShouldHold();
    }

    private static string[] VariableFiles() => Directory.GetFiles(Path.GetTempPath(), "localsandbox-*.env");

    /// <summary>Measures a call and returns its failure, which must be a cancellation or a typed one; null when it succeeded.</summary>
    private protected static async Task<(TimeSpan Took, Exception? Failure)> AttemptAsync(Func<Task> call)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await call();
            return (watch.Elapsed, null);
        }
        catch (Exception e) when (e is SandboxException or OperationCanceledException)
        {
            return (watch.Elapsed, e);
        }
    }
}
