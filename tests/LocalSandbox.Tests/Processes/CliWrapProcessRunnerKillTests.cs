using System.Diagnostics;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Processes;

/// <summary>Time limits and cancellation end the program and everything it started.</summary>
public sealed class CliWrapProcessRunnerKillTests : IDisposable
{
    private const string Long = "60000";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly CliWrapProcessRunner _runner = new(TimeProvider.System);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lst-runner-");

    private string PidFile => Path.Combine(_folder.FullName, "pid");

    private string GrandchildPidFile => Path.Combine(_folder.FullName, "grandchild");

    [Fact]
    public async Task RunAsync_TimeLimitPasses_IsTimeoutExceptionAndTheProgramIsGone()
    {
        var command = ChildProgram.Command("sleep", Long, PidFile) with { Timeout = TimeSpan.FromSeconds(2) };
        var watch = Stopwatch.StartNew();

        await FluentActions.Awaiting(() => _runner.RunAsync(command, CancellationToken.None)).Should().ThrowAsync<TimeoutException>();

        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(1.9)).And.BeLessThan(Soon);
        await ChildProgram.ShouldEndAsync(await ChildProgram.ReadPidAsync(PidFile));
    }

    [Fact]
    public async Task RunAsync_CallerGivesUp_IsCancelledWithItsTokenAndTheProgramIsGone()
    {
        using var cancellation = new CancellationTokenSource();
        var running = _runner.RunAsync(ChildProgram.Command("sleep", Long, PidFile), cancellation.Token);
        var pid = await ChildProgram.ReadPidAsync(PidFile);

        await cancellation.CancelAsync();

        await ShouldBeCancelledAsync(running, cancellation.Token);
        await ChildProgram.ShouldEndAsync(pid);
    }

    [Fact]
    public async Task RunAsync_CallerGivesUp_TheGrandchildIsGoneToo()
    {
        using var cancellation = new CancellationTokenSource();
        var running = _runner.RunAsync(ChildProgram.Command("parent", "stay", Long, PidFile, GrandchildPidFile), cancellation.Token);
        var grandchild = await ChildProgram.ReadPidAsync(GrandchildPidFile);

        await cancellation.CancelAsync();

        await ShouldBeCancelledAsync(running, cancellation.Token);
        await ChildProgram.ShouldEndAsync(await ChildProgram.ReadPidAsync(PidFile));
        await ChildProgram.ShouldEndAsync(grandchild);
    }

    [Fact]
    public async Task RunAsync_OrphanKeepsThePipesOpen_TheTimeLimitHolds()
    {
        // The program itself has ended: nobody is left who knows whose child the orphan is, but nothing may wait for it.
        var command = ChildProgram.Command("parent", "leave", "30000", PidFile, GrandchildPidFile) with { Timeout = TimeSpan.FromSeconds(3) };
        var watch = Stopwatch.StartNew();

        await FluentActions.Awaiting(() => _runner.RunAsync(command, CancellationToken.None)).Should().ThrowAsync<TimeoutException>();

        watch.Elapsed.Should().BeLessThan(Soon);
        KillByPid(await ChildProgram.ReadPidAsync(GrandchildPidFile));
    }

    [Fact]
    public async Task RunAsync_OrphanKeepsThePipesOpen_TheCallerCanGiveUp()
    {
        using var cancellation = new CancellationTokenSource();
        var running = _runner.RunAsync(ChildProgram.Command("parent", "leave", "30000", PidFile, GrandchildPidFile), cancellation.Token);
        var orphan = await ChildProgram.ReadPidAsync(GrandchildPidFile);
        await ChildProgram.ShouldEndAsync(await ChildProgram.ReadPidAsync(PidFile));

        await cancellation.CancelAsync();

        await ShouldBeCancelledAsync(running, cancellation.Token);
        KillByPid(orphan);
    }

    [Fact]
    public async Task RunAsync_TokenCancelledBefore_StartsNothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        // To start what is not there would fail otherwise.
        await ShouldBeCancelledAsync(_runner.RunAsync(new ProcessCommand(PidFile, []), cancellation.Token), cancellation.Token);
    }

    [Fact]
    public async Task RunAsync_CallerGivesUpWhileTheInputIsWritten_IsCancelledWithItsToken()
    {
        // A program that never reads its input blocks the writer once the pipe is full.
        using var cancellation = new CancellationTokenSource();
        var command = ChildProgram.Command("sleep", Long, PidFile) with { StandardInput = new string('x', 1_000_000) };
        var running = _runner.RunAsync(command, cancellation.Token);
        await ChildProgram.ReadPidAsync(PidFile);

        await cancellation.CancelAsync();

        await ShouldBeCancelledAsync(running, cancellation.Token);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task ShouldBeCancelledAsync(Task<ProcessResult> running, CancellationToken token)
    {
        var thrown = await FluentActions.Awaiting(() => running.WaitAsync(Soon, CancellationToken.None)).Should().ThrowAsync<OperationCanceledException>();
        thrown.Which.CancellationToken.Should().Be(token);
    }

    private static void KillByPid(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }
}
