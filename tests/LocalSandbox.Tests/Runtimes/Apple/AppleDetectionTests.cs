using System.ComponentModel;
using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using Microsoft.Extensions.Logging.Abstractions;
using static LocalSandbox.Tests.Runtimes.Apple.AppleCliFake;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleDetectionTests
{
    private const string Version = "container CLI version 1.2.2 (build: release, commit: 0190097)\n";

    private readonly AppleCliFake _cli = new();

    [Theory]
    [InlineData(ContainerRuntimeKind.Auto, true)]
    [InlineData(ContainerRuntimeKind.AppleContainer, true)]
    [InlineData(ContainerRuntimeKind.AppleContainer, false)]
    public async Task DetectAsync_AppleInstalledAndRunning_IsUsed(ContainerRuntimeKind runtime, bool isMacOS)
    {
        _cli.Always("--version", _ => Ok(Version));

        (await CreateSut(runtime, isMacOS).DetectAsync(default)).Dialect.Kind.Should().Be(ContainerRuntimeKind.AppleContainer);

        _cli.Commands.Select(command => (command.FileName, Arguments: string.Join(' ', command.Arguments), command.Timeout)).Should().Equal(
            ("container", "--version", TimeSpan.FromSeconds(5)), ("container", "system status", TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task DetectAsync_AutoElsewhere_DoesNotLookForIt()
    {
        _cli.Always("--version", _ => Ok("Docker version 29.7.2, build 1\n"));

        (await CreateSut(ContainerRuntimeKind.Auto, isMacOS: false).DetectAsync(default)).Dialect.Kind.Should().Be(ContainerRuntimeKind.Docker);

        _cli.Commands.Should().ContainSingle().Which.FileName.Should().Be("docker");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DetectAsync_AutoOnAMacWithoutIt_IsDocker(bool hangs)
    {
        _cli.Always("--version", command => command.FileName != "container" ? Ok("Docker version 29.7.2, build 1\n")
            : hangs ? throw new TimeoutException() : throw new Win32Exception(2));

        (await DetectAsync(CreateSut(ContainerRuntimeKind.Auto, isMacOS: true))).Kind.Should().Be(ContainerRuntimeKind.Docker);
    }

    [Theory]
    [InlineData("apiserver is not running and not registered with launchd\n")]
    [InlineData("{\"status\":\"unregistered\"}\n")]
    public async Task DetectAsync_ServiceThatIsStopped_SaysHowToStartItAndDoesNotGoAroundIt(string status)
    {
        _cli.Always("--version", _ => Ok(Version));
        _cli.Next("system status", Fail("", output: status));

        var failure = (await FluentActions.Awaiting(() => CreateSut(ContainerRuntimeKind.Auto, isMacOS: true).DetectAsync(default))
            .Should().ThrowAsync<SandboxException>()).Which;

        failure.Code.Should().Be(SandboxErrorCode.RuntimeNotRunning);
        failure.IsTransient.Should().BeTrue();
        failure.Message.Should().Contain("container system start").And.Contain("1.2.2");
        _cli.Commands.Should().OnlyContain(command => command.FileName == "container");
    }

    [Fact]
    public async Task DetectAsync_StatusThatHangs_IsTimedOutAndDoesNotFallBack()
    {
        _cli.Always("--version", _ => Ok(Version));
        _cli.Always("system status", _ => throw new TimeoutException());

        (await FluentActions.Awaiting(() => CreateSut(ContainerRuntimeKind.Auto, isMacOS: true).DetectAsync(default))
            .Should().ThrowAsync<SandboxException>()).Which.Code.Should().Be(SandboxErrorCode.TimedOut);
    }

    [Theory]
    [InlineData("container CLI version 0.5.0 (build: release, commit: 1)")]
    [InlineData("container CLI version main (build: debug)")]
    public async Task DetectAsync_VersionThatIsTooOldOrUnknown_IsUnsupported(string answer)
    {
        _cli.Always("--version", _ => Ok(answer));

        (await FluentActions.Awaiting(() => CreateSut(ContainerRuntimeKind.AppleContainer, isMacOS: true).DetectAsync(default))
            .Should().ThrowAsync<SandboxException>()).Which.Code.Should().Be(SandboxErrorCode.Unsupported);
        _cli.Verbs.Should().Equal("--version");
    }

    private static async Task<IRuntimeDialect> DetectAsync(RuntimeDetector sut) => (await sut.DetectAsync(default)).Dialect;

    private RuntimeDetector CreateSut(ContainerRuntimeKind runtime, bool isMacOS) => new(
        new LocalSandboxOptions { Runtime = runtime },
        new ThrowingRunner(_cli),
        TimeProvider.System,
        new HostMachine(isMacOS, () => [], _ => false),
        NullLogger.Instance);

    /// <summary>Turns what a fake throws into a failed task, as a real runner would.</summary>
    private sealed class ThrowingRunner(AppleCliFake cli) : IProcessRunner
    {
        public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken) => await cli.RunAsync(command, cancellationToken);
    }
}
