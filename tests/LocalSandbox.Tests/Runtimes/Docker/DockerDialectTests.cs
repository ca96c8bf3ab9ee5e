using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSandbox.Tests.Runtimes.Docker;

/// <summary>What a dialect makes of answers, where no operation of a backend shows it.</summary>
public sealed class DockerDialectTests
{
    private static readonly string Id = new('a', 64);

    private readonly ScriptedProcessRunner _cli = new();
    private readonly DockerDialect _sut;

    public DockerDialectTests() =>
        _sut = new DockerDialect(new RuntimeCli("docker", _cli, TimeProvider.System, NullLogger.Instance), new LocalSandboxOptions());

    [Fact]
    public async Task ListAsync_TableAndAFailure_IsNoAnswer()
    {
        _cli.Always("ps", Replies.Fail(1, "Error response from daemon: context deadline exceeded\n", "CONTAINER ID\n"));

        await FailsAsync(() => _sut.ListAsync("label", "value", default));
    }

    [Theory]
    [InlineData('A')]
    [InlineData('g')]
    [InlineData(' ')]
    public async Task ListAsync_OneCharacterIsNotOfAnId_IsNoAnswer(char odd)
    {
        _cli.Always("ps", Replies.Ok($"CONTAINER ID\n{Id[1..32]}{odd}{Id[32..]}\n"));

        (await FailsAsync(() => _sut.ListAsync("label", "value", default))).Message.Should().Contain("not a container id");
    }

    [Fact]
    public async Task ReadLogTailAsync_ContainerIsGone_IsEmpty()
    {
        _cli.Always("logs", Replies.Fail(1, $"Error response from daemon: No such container: {Id}\n"));

        (await _sut.ReadLogTailAsync(Id, 50, [], default)).Should().BeEmpty();
    }

    [Fact]
    public async Task WaitForExitAsync_ContainerIsGone_Returns()
    {
        _cli.Always("wait", Replies.Fail(1, $"Error response from daemon: No such container: {Id}\n"));

        await FluentActions.Awaiting(() => _sut.WaitForExitAsync(Id, TimeSpan.FromSeconds(1), default)).Should().NotThrowAsync();
    }

    [Fact]
    public async Task StopAsync_TextWithoutEnd_IsQuotedByItsLast2000Characters()
    {
        _cli.Always("stop", Replies.Fail(1, $"first{new string('x', 5000)}last\n"));

        var failure = await FailsAsync(() => _sut.StopAsync(Id, TimeSpan.Zero, default));

        failure.Output.Should().HaveLength(2000).And.EndWith("last");
        failure.Message.Should().StartWith($"Container '{Id}' could not be stopped: x").And.EndWith("last");
    }

    [Fact]
    public async Task StopAsync_FailsWithoutAWord_SaysTheExitCode()
    {
        _cli.Always("stop", Replies.Fail(7, ""));

        var failure = await FailsAsync(() => _sut.StopAsync(Id, TimeSpan.Zero, default));

        failure.Message.Should().Contain("(exit code 7)");
        failure.ExitCode.Should().Be(7);
    }

    private static async Task<SandboxException> FailsAsync(Func<Task> act)
    {
        var failure = (await act.Should().ThrowAsync<SandboxException>()).Which;
        failure.ShouldSayWhatHappened();
        return failure;
    }
}
