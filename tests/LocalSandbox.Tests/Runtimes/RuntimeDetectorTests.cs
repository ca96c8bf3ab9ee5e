using System.ComponentModel;
using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Runtimes;

public sealed class RuntimeDetectorTests
{
    private const string Docker = "Docker version 29.7.2, build 1\n";
    private const string Podman = "podman version 5.4.2\n";
    private const string Apple = "container CLI version 1.2.0 (build: release, commit: af405ff)\n";

    private readonly ScriptedProcessRunner _runner = new();
    private readonly FakeLogger _logger = new();
    private readonly LocalSandboxOptions _options = new();

    [Fact]
    public async Task DetectAsync_Docker_AsksItsVersionWithin5Seconds()
    {
        _runner.Always("--version", Replies.Ok(Docker));

        (await DetectAsync()).Kind.Should().Be(ContainerRuntimeKind.Docker);

        var command = _runner.Commands.Should().ContainSingle().Which;
        command.FileName.Should().Be("docker");
        command.Arguments.Should().Equal("--version");
        command.Timeout.Should().Be(TimeSpan.FromSeconds(5));
        _logger.LatestRecord.Level.Should().Be(LogLevel.Information);
        _logger.LatestRecord.Message.Should().ContainAll("Docker", "29.7.2");
    }

    [Fact]
    public async Task DetectAsync_RuntimePath_IsAsked()
    {
        _options.RuntimePath = "/opt/docker/bin/docker";
        _runner.Always("--version", Replies.Ok("Docker version 20.10.24+dfsg1, build 297e128\n"));

        await DetectAsync(isMacOS: true);

        _runner.Commands.Should().ContainSingle().Which.FileName.Should().Be("/opt/docker/bin/docker");
    }

    [Fact]
    public async Task DetectAsync_NotInstalled_SaysHowToHelp()
    {
        _runner.Always("--version", Replies.Throws(() => new Win32Exception(2)));

        var failure = await FailsAsync(SandboxErrorCode.RuntimeNotInstalled);

        failure.Message.Should().Contain("'docker'").And.Contain("RuntimePath");
        failure.IsTransient.Should().BeFalse();
    }

    [Theory]
    [InlineData(13)]
    [InlineData(5)]
    public async Task DetectAsync_NotExecutable_IsPermissionDenied(int error)
    {
        _runner.Always("--version", Replies.Throws(() => new Win32Exception(error)));

        (await FailsAsync(SandboxErrorCode.PermissionDenied)).Hint.Should().Contain("executable");
    }

    [Fact]
    public async Task DetectAsync_OtherStartError_HasTheSystemsWords()
    {
        _runner.Always("--version", Replies.Throws(() => new Win32Exception(8, "Exec format error")));

        (await FailsAsync(SandboxErrorCode.CommandFailed)).Message.Should().Contain("Exec format error");
    }

    [Fact]
    public async Task DetectAsync_Hangs_IsTimedOut()
    {
        _runner.Always("--version", Replies.Throws(() => new TimeoutException()));

        var failure = await FailsAsync(SandboxErrorCode.TimedOut);

        failure.Message.Should().Contain("docker --version").And.Contain("5 s");
    }

    [Fact]
    public async Task DetectAsync_PodmanBehindTheNameDocker_IsPodman()
    {
        _runner.Always("--version", Replies.Ok(Podman, "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n"));

        (await DetectAsync()).Kind.Should().Be(ContainerRuntimeKind.Podman);
    }

    [Fact]
    public async Task DetectAsync_PodmanWhereDockerIsWanted_IsUnsupportedAndNamed()
    {
        _options.Runtime = ContainerRuntimeKind.Docker;
        _runner.Always("--version", Replies.Ok(Podman, "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n"));

        var failure = await FailsAsync(SandboxErrorCode.Unsupported);

        failure.Message.Should().Contain("Podman").And.Contain("podman version 5.4.2");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("hello\n", 0)]
    [InlineData("", 127)]
    public async Task DetectAsync_SomethingElse_IsUnsupported(string answer, int exitCode)
    {
        _runner.Always("--version", Replies.Result(exitCode, answer, "some words"));

        var failure = await FailsAsync(SandboxErrorCode.Unsupported);

        failure.ExitCode.Should().Be(exitCode);
        failure.Hint.Should().Contain("RuntimePath");
    }

    [Fact]
    public async Task DetectAsync_PodmanIsWanted_IsAskedByItsOwnName()
    {
        _options.Runtime = ContainerRuntimeKind.Podman;
        _runner.Always("--version", Replies.Ok(Podman));

        (await DetectAsync()).Kind.Should().Be(ContainerRuntimeKind.Podman);

        _runner.Commands.Should().ContainSingle().Which.FileName.Should().Be("podman");
    }

    [Theory]
    [InlineData(ContainerRuntimeKind.AppleContainer, false)]
    [InlineData(ContainerRuntimeKind.Auto, true)]
    public async Task DetectAsync_AppleContainerIsWantedOrOnAMac_IsAskedForItsVersionAndService(ContainerRuntimeKind wanted, bool isMacOS)
    {
        _options.Runtime = wanted;
        _runner.Always("--version", Replies.Ok(Apple)).Always("system", Replies.Ok("apiserver is running\n"));

        (await DetectAsync(isMacOS)).Kind.Should().Be(ContainerRuntimeKind.AppleContainer);

        _runner.Commands.Select(command => $"{command.FileName} {string.Join(' ', command.Arguments)}")
            .Should().Equal("container --version", "container system status");
    }

    [Fact]
    public async Task DetectAsync_AppleServiceIsStopped_SaysHowToStartItAndDoesNotGoAroundIt()
    {
        _runner.Always("--version", Replies.Ok(Apple)).Always("system", Replies.Fail(1, "", "apiserver is not running\n"));

        (await FailsAsync(SandboxErrorCode.RuntimeNotRunning, isMacOS: true)).Hint.Should().Contain("container system start");
    }

    [Theory]
    [InlineData("some other program called container 3.1\n")]
    [InlineData("container CLI version 0.1.0 (build: release, commit: 1)\n")]
    public async Task DetectAsync_MacOSWithAnotherProgramOfThatName_TakesDocker(string answer)
    {
        _runner.Next("--version", Replies.Ok(answer), Replies.Ok(Docker));

        (await DetectAsync(isMacOS: true)).Kind.Should().Be(ContainerRuntimeKind.Docker);
    }

    [Theory]
    [InlineData("container CLI version 0.1.0 (build: release, commit: 1)\n", "not Apple container 0.6.0 or later", "apple/container/releases")]
    [InlineData("some other program called container 3.1\n", "does not name a known container runtime", "RuntimePath")]
    public async Task DetectAsync_MacOSWithAnUnusableAppleContainerAndNoDocker_NamesBoth(string answer, string reason, string hint)
    {
        _runner.Next("--version", Replies.Ok(answer), Replies.Throws(() => new Win32Exception(2)));

        var failure = await FailsAsync(SandboxErrorCode.RuntimeNotInstalled, isMacOS: true);

        failure.WhatHappened.Should().Contain("'docker' was not found").And.Contain("'container").And.Contain(reason);
        failure.Hint.Should().Contain(hint).And.Contain("Install it");
        failure.InnerException.Should().BeOfType<Win32Exception>();
    }

    [Fact]
    public async Task DetectAsync_MacOSWithABrokenDockerToo_KeepsItsCode()
    {
        _runner.Next("--version", Replies.Throws(() => new TimeoutException()), Replies.Ok("hello\n"));

        var failure = await FailsAsync(SandboxErrorCode.Unsupported, isMacOS: true);

        failure.Message.Should().Contain("'docker --version' does not name").And.Contain("'container --version' gave no answer");
        failure.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task DetectAsync_MacOSWithNothing_NamesWhatMostPeopleInstall()
    {
        _runner.Always("--version", Replies.Throws(() => new Win32Exception(2)));

        var failure = await FailsAsync(SandboxErrorCode.RuntimeNotInstalled, isMacOS: true);

        failure.Message.Should().Contain("'docker' was not found").And.NotContain("'container'");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DetectAsync_MacOSWithoutAppleContainer_TakesDocker(bool hangs)
    {
        _runner.Next("--version", Replies.Throws(() => hangs ? new TimeoutException() : new Win32Exception(2)), Replies.Ok(Docker));

        (await DetectAsync(isMacOS: true)).Kind.Should().Be(ContainerRuntimeKind.Docker);

        _runner.Commands.Select(command => command.FileName).Should().Equal("container", "docker");
    }

    [Fact]
    public async Task DetectAsync_MacOSButDockerIsWanted_AsksDockerOnly()
    {
        _options.Runtime = ContainerRuntimeKind.Docker;
        _runner.Always("--version", Replies.Ok(Docker));

        await DetectAsync(isMacOS: true);

        _runner.Commands.Select(command => command.FileName).Should().Equal("docker");
    }

    [Fact]
    public async Task Backend_TwentyConcurrentFirstUses_AskOnce()
    {
        using var fixture = new BackendFixture();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Runner.Next("--version", Replies.After(gate.Task, Replies.Ok(Docker)));

        var lists = Enumerable.Range(0, 20).Select(_ => Task.Run(() => fixture.Backend.ListRunningAsync())).ToList();
        await ClockPump.SettleAsync(() => fixture.Runner.Commands.Count > 0);
        gate.SetResult();
        await Task.WhenAll(lists).AtOnceAsync();

        fixture.Runner.CommandsOf("--version").Should().ContainSingle();
        fixture.Runner.CommandsOf("ps").Should().HaveCount(20);
    }

    [Fact]
    public async Task Backend_FailedDetection_IsTriedAgain()
    {
        using var fixture = new BackendFixture();
        fixture.Runner.Next("--version", Replies.Throws(() => new Win32Exception(2)));

        await fixture.FailsAsync(fixture.Backend.ListRunningAsync(), SandboxErrorCode.RuntimeNotInstalled);
        (await fixture.Backend.ListRunningAsync().AtOnceAsync()).Should().BeEmpty();

        fixture.Runner.Verbs.Should().Equal("--version", "--version", "ps");
    }

    private async Task<IRuntimeDialect> DetectAsync(bool isMacOS = false)
    {
        var sut = new RuntimeDetector(_options, _runner, new FakeTimeProvider(), new HostMachine(isMacOS, () => [], _ => false), _logger);
        return (await sut.DetectAsync(CancellationToken.None).AtOnceAsync()).Dialect;
    }

    private async Task<SandboxException> FailsAsync(SandboxErrorCode code, bool isMacOS = false)
    {
        var failure = await FluentActions.Awaiting(() => DetectAsync(isMacOS)).Should().ThrowAsync<SandboxException>();
        failure.Which.Code.Should().Be(code);
        failure.Which.ShouldSayWhatHappened();
        return failure.Which;
    }
}
