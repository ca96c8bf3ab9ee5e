using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Fakes;

public sealed class CapturedCommandsTests
{
    private readonly ScriptedProcessRunner _runner = new ScriptedProcessRunner().When(_ => true, Replies.Fail(1, "no"));

    [Fact]
    public void Captures_OfACommandNobodyHasSortedIn_AreThereNone() =>
        CapturedFailures.Texts(Captures.All.Where(capture => capture.ExitCode != 0
            && !CapturedCommands.Ours.Contains(capture.Verb) && !CapturedCommands.NeverRun.ContainsKey(capture.Verb))).Should().BeEmpty();

    [Fact]
    public void NeverRun_EachCommand_WasCapturedAndHasAReason()
    {
        CapturedCommands.NeverRun.Keys.Should().BeSubsetOf(Captures.All.Where(capture => capture.ExitCode != 0).Select(capture => capture.Verb));
        CapturedCommands.NeverRun.Values.Should().OnlyContain(reason => reason.Length > 0);
    }

    [Fact]
    public async Task Ours_EveryOperationOfADialect_RunsOneOfThem()
    {
        var dialect = new DockerDialect(new RuntimeCli("docker", _runner, new FakeTimeProvider(), new FakeLogger()), new LocalSandboxOptions());
        Func<Task>[] operations =
        [
            () => dialect.RunAsync(Specs.Of(), default),
            () => dialect.PullAsync("image", default),
            () => dialect.InspectAsync("one", default),
            () => dialect.ListAsync("label", "value", default),
            () => dialect.StopAsync("one", TimeSpan.Zero, default),
            () => dialect.RemoveAsync("one", default),
            () => dialect.WaitForExitAsync("one", TimeSpan.Zero, default),
            () => dialect.ReadLogTailAsync("one", 1, [], default),
            () => dialect.DescribeEngineAsync(default),
            () => dialect.FindImageAsync("image", default),
        ];

        foreach (var operation in operations)
        {
            (await operation.Should().ThrowAsync<SandboxException>()).Which.ShouldSayWhatHappened();
        }

        _runner.Commands.Select(command => new Capture("", "", $"docker {string.Join(' ', command.Arguments)}", 1, "", "").Verb)
            .Should().BeEquivalentTo(CapturedCommands.Ours);
    }
}
