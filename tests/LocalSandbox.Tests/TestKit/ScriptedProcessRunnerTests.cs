using LocalSandbox.Processes;

namespace LocalSandbox.Tests.TestKit;

public sealed class ScriptedProcessRunnerTests
{
    private readonly ScriptedProcessRunner _runner = new();

    [Fact]
    public async Task RunAsync_NextWhenAndAlways_AnswerInThisOrder()
    {
        _runner.Always("ps", Replies.Ok("always"))
            .When(command => command.Arguments.Contains("-a"), Replies.Ok("all"))
            .Next("ps", Replies.Fail(1, "first"), Replies.Ok("second"));

        (await RunAsync("ps", "-a")).Should().Be(new ProcessResult(1, "", "first"));
        (await RunAsync("ps")).StandardOutput.Should().Be("second");
        (await RunAsync("ps", "-a")).StandardOutput.Should().Be("all");
        (await RunAsync("ps")).StandardOutput.Should().Be("always");
        _runner.Verbs.Should().Equal("ps", "ps", "ps", "ps");
        _runner.CommandsOf("ps").Select(command => command.Arguments.Count).Should().Equal(2, 1, 2, 1);
    }

    [Fact]
    public async Task RunAsync_CommandThatNobodyExpected_FailsLoudlyAndIsRemembered()
    {
        await RunAsyncFails("container", "inspect", "x");

        _runner.Commands.Should().ContainSingle().Which.Arguments.Should().Equal("container", "inspect", "x");
        _runner.Verbs.Should().Equal("container inspect");
    }

    [Fact]
    public async Task RunAsync_Hangs_EndsWhenItIsKilled()
    {
        using var kill = new CancellationTokenSource();
        _runner.Next("wait", Replies.Hangs());

        var run = _runner.RunAsync(new ProcessCommand("docker", ["wait", "x"]), kill.Token);
        run.IsCompleted.Should().BeFalse();
        await kill.CancelAsync();

        (await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(kill.Token);
    }

    [Fact]
    public async Task RunAsync_Throws_ReachesTheHostAsItsOwnError()
    {
        _runner.Always("--version", Replies.Throws(() => new System.ComponentModel.Win32Exception(2)));
        using var backend = new LocalContainerBackend(new LocalSandboxOptions(), _runner);

        var list = () => backend.ListRunningAsync();

        (await list.Should().ThrowAsync<SandboxException>()).Which.Code.Should().Be(SandboxErrorCode.RuntimeNotInstalled);
    }

    [Fact]
    public async Task List_WhenDockerHangs_SaysWhichCommandDoes()
    {
        var docker = new ScriptedProcessRunner()
            .Always("--version", Replies.Ok("Docker version 29.1.5, build 0e6fee6"))
            .Next("ps", Replies.Throws(() => new TimeoutException()));
        using var sandboxes = new LocalContainerBackend(new LocalSandboxOptions(), docker);
        var failure = await Assert.ThrowsAsync<SandboxException>(() => sandboxes.ListRunningAsync());
        Assert.Equal(SandboxErrorCode.TimedOut, failure.Code);
    }

    private Task<ProcessResult> RunAsync(params string[] arguments) => _runner.RunAsync(new ProcessCommand("docker", arguments), CancellationToken.None);

    private async Task RunAsyncFails(params string[] arguments) =>
        await FluentActions.Awaiting(() => RunAsync(arguments)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*'container inspect'*");
}
