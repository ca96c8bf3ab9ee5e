using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;
using static LocalSandbox.Tests.Runtimes.Apple.AppleCliFake;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>What is there, whether it has ended, and what it said.</summary>
public sealed class AppleLookTests : AppleDialectTest
{
    [Fact]
    public async Task InspectAsync_NameOrId_IsMatchedExactlyAndAnIdOnlyByItsAttempt()
    {
        Cli.Always("list", _ => Ok(List(Element(Name), Element(Name + "-2", attempt: OtherAttempt), Element("local"))));
        var sut = CreateSut();

        (await sut.InspectAsync(Name, default))!.Id.Should().Be(Id);
        (await sut.InspectAsync(Id, default))!.Name.Should().Be(Name);
        (await sut.InspectAsync("local-sandbox", default)).Should().BeNull();
        (await sut.InspectAsync(Name + "@ffffffffffff", default)).Should().BeNull();
        Cli.Commands.Should().OnlyContain(command => string.Join(' ', command.Arguments) == "list --all --format json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{]")]
    [InlineData("null")]
    public async Task InspectAsync_UnreadableList_IsAFailureThatQuotesNothing(string output)
    {
        Cli.Next("list", Ok(output));

        await ShouldFailAsync(() => CreateSut().InspectAsync(Name, default), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task InspectAsync_ListThatFails_IsNotAbsence()
    {
        Cli.Next("list", Fail("Error: internalError: \"failed to list containers\" (cause: \"interrupted: \"XPC connection error: Connection invalid\"\")"));

        await ShouldFailAsync(() => CreateSut().InspectAsync(Name, default), SandboxErrorCode.RuntimeNotRunning);
    }

    [Fact]
    public async Task InspectAsync_ListThatIsCutOff_IsAFailure()
    {
        Cli.Next("list", Ok("[]") with { IsTruncated = true });

        await ShouldFailAsync(() => CreateSut().InspectAsync(Name, default), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task InspectAsync_ListThatIsNotText_IsAFailureAndNotAbsence()
    {
        Cli.Next("list", Ok(List(Element("local-sandb\ufffdx-one"))) with { IsGarbled = true });

        await ShouldFailAsync(() => CreateSut().InspectAsync(Name, default), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task ListAsync_UsageFailure_IsInvalidRequest()
    {
        Cli.Next("list", Fail("Error: words of a parser that no row knows\nUsage: container list", exitCode: 64));

        await ShouldFailAsync(() => CreateSut().ListAsync(SandboxLabels.Prefix, "local-sandbox", default), SandboxErrorCode.InvalidRequest);
    }

    [Theory]
    [InlineData("", 137)]
    [InlineData("Killed: 9", 137)]
    [InlineData("", 1)]
    [InlineData("Error: internalError: \"failed to decode\"", 1)]
    [InlineData("Error: image not found: sandbox:test", 2)]
    public async Task FindImageAsync_FailureThatDoesNotSayMissing_IsNotAbsence(string error, int exitCode)
    {
        Cli.Next("image inspect", Fail(error, exitCode));

        await ShouldFailAsync(() => CreateSut().FindImageAsync("sandbox:test", default), SandboxErrorCode.CommandFailed);
    }

    [Theory]
    [InlineData("Error: notFound: \"images: sandbox:test\"")]
    [InlineData("sandbox:test: Image not found\nError: The operation couldn’t be completed. (ContainerCommands.InspectError error 1.)")]
    [InlineData("Error: The operation couldn’t be completed. (ContainerCommands.Application.ImageInspect.InspectError error 1.)")]
    [InlineData("Error: image not found: sandbox:test")]
    public async Task FindImageAsync_MissingImageOfEachVersion_IsAbsent(string error)
    {
        Cli.Next("image inspect", Fail(error));

        (await CreateSut().FindImageAsync("sandbox:test", default)).Should().BeNull();
    }

    [Fact]
    public async Task InspectAsync_StoppedSandboxThatWasSeenRunning_HasExitedWhereTheListCannotTell()
    {
        Cli.Next("list", Ok(List(Element(Name, "stopped"))), Ok(List(Element(Name))), Ok(List(Element(Name, "stopped"))));
        var sut = CreateSut("0.6.0");

        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Created);
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Running);
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Exited);
    }

    [Fact]
    public async Task InspectAsync_SandboxThatThisProcessStartedAndThatEndedAtOnce_HasExited()
    {
        Cli.Always("list", _ => Ok(List(Element(Name, "stopped"))));
        var sut = CreateSut("0.6.0");

        await sut.RunAsync(Specs.Simple, default);

        (await sut.InspectAsync(Id, default))!.State.Should().Be(ContainerState.Exited);
    }

    [Fact]
    public async Task InspectAsync_ContainerThatIsNotStartedForAMinute_IsTakenForDead()
    {
        Cli.Always("list", _ => Ok(List(Element(Name, "stopped"))));
        var sut = CreateSut("0.6.0");

        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Created);
        Clock.Advance(TimeSpan.FromSeconds(59));
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Created, "a rival's machine may still be booting");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Exited);
    }

    [Fact]
    public async Task ListAsync_Label_IsFilteredHere()
    {
        Cli.Next("list", Ok(List(Element(Name), Element("buildkit", prefix: null), Element("foreign", prefix: "other"))));

        (await CreateSut().ListAsync(SandboxLabels.Prefix, "local-sandbox", default)).Should().ContainSingle().Which.Name.Should().Be(Name);
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData(null)]
    public async Task WaitForExitAsync_EndOrAbsence_IsSeenWithinAQuarterOfASecond(string? end)
    {
        var after = Ok(end is null ? "[]" : List(Element(Name, end, started: true)));
        Cli.Next("list", Ok(List(Element(Name))), Ok(List(Element(Name))), after);

        var waiting = CreateSut("0.12.3").WaitForExitAsync(Id, TimeSpan.FromMinutes(1), default);
        waiting.IsCompleted.Should().BeFalse();
        await PumpAsync(waiting);

        await waiting;
        Cli.CommandsOf("list").Should().HaveCount(3);
    }

    [Fact]
    public async Task WaitForExitAsync_TimeThatIsUp_IsTimedOut()
    {
        Cli.Always("list", _ => Ok(List(Element(Name))));

        var waiting = CreateSut().WaitForExitAsync(Id, TimeSpan.FromSeconds(1), default);
        await PumpAsync(waiting);

        await ShouldFailAsync(() => waiting, SandboxErrorCode.TimedOut);
    }

    [Fact]
    public async Task WaitForExitAsync_CallerWhoGivesUp_IsHeard()
    {
        Cli.Always("list", _ => Ok(List(Element(Name))));
        using var caller = new CancellationTokenSource();

        var waiting = CreateSut().WaitForExitAsync(Id, TimeSpan.FromMinutes(1), caller.Token);
        await caller.CancelAsync();

        (await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
    }

    [Fact]
    public async Task ReadLogTailAsync_StoppedSandbox_IsWhatItWrote()
    {
        Cli.Next("list", Ok(List(Element(Name, "stopped")))).Next("logs", Ok("one\ntwo\n"));

        (await CreateSut().ReadLogTailAsync(Id, 50, [], default)).Should().Be("one\ntwo\n");

        Cli.CommandsOf("logs").Single().Arguments.Should().Equal("logs", "-n", "50", Name);
    }

    [Fact]
    public async Task ReadLogTailAsync_ContainerMadeAgainUnderTheName_IsNotReadFrom()
    {
        Cli.Next("list", Ok(List(Element(Name, attempt: OtherAttempt))));

        (await CreateSut().ReadLogTailAsync(Id, 50, [], default)).Should().BeEmpty();
    }

    [Fact]
    public async Task ReadLogTailAsync_GoesMeanwhile_IsEmpty()
    {
        Cli.Next("list", Ok(List(Element(Name, "stopped")))).Next("logs", Fail("Error: notFound: \"container\"\n"));

        (await CreateSut().ReadLogTailAsync(Id, 50, [], default)).Should().BeEmpty();
    }

    [Fact]
    public async Task ExitedEarlyAsync_RuntimeThatTellsNoExitCode_ClaimsNone()
    {
        Cli.Next("list", Ok(List(Element(Name, "stopped")))).Next("logs", Ok("cannot start\n"));

        var failure = await SandboxFailures.ExitedEarlyAsync(
            CreateSut(), Specs.Simple, Id, new ContainerFacts(Id, Name, ContainerState.Exited), default);

        failure.ExitCode.Should().BeNull();
        failure.Message.Should().Contain("does not tell its exit code").And.Contain("cannot start").And.NotContain("exited with code");
    }

    /// <summary>Values are masked before anything is cut off or left out, so that no part of one is left.</summary>
    [Fact]
    public async Task ExitedEarlyAsync_LogBreaksOffAfterAValue_ItIsMasked()
    {
        var canary = new Canary();
        var secret = $"{canary}\n\n  {canary}";
        var spec = Specs.Simple with { Environment = new Dictionary<string, string> { ["TOKEN"] = secret } };
        Cli.Always("list", _ => Ok(List(Element(Name, "stopped"))));
        Cli.Always("logs", _ => Fail($"cannot log in with {secret}\nError: log of {secret} is gone\n"));

        var failure = await SandboxFailures.ExitedEarlyAsync(CreateSut(), spec, Id, new ContainerFacts(Id, Name, ContainerState.Exited), default);

        failure.Output.Should().Contain("Error: log of *** is gone");
        canary.ShouldNotBeIn(Shown.By(failure));
    }

    [Fact]
    public void NotReady_OnThisRuntime_NamesTheSettingOfTheSystemThatIsMostOftenTheCause() => SandboxFailures
        .NotReady(CreateSut(), Specs.Simple, new Uri("http://127.0.0.1:23000"), new LocalSandboxOptions(), "it was reset")
        .Message.Should().Contain("container-runtime-linux").And.Contain("Local Network");

    [Fact]
    public async Task EveryCall_HasATimeLimit()
    {
        Cli.Always("list", _ => Ok(List(Element(Name))));
        Cli.Always("stop", _ => Ok(Name));
        Cli.Always("delete", _ => Ok(Name));
        Cli.Always("logs", _ => Ok());
        var sut = CreateSut();

        await sut.ThrowIfServiceIsDownAsync(default);
        await sut.RunAsync(Specs.Simple, default);
        await sut.PullAsync("sandbox:test", default);
        await sut.StopAsync(Id, TimeSpan.FromSeconds(5), default);
        await sut.RemoveAsync(Id, default);
        await sut.ReadLogTailAsync(Id, 50, [], default);

        Cli.Verbs.Distinct().Should().HaveCount(8);
        Cli.Commands.Should().OnlyContain(command => command.Timeout > TimeSpan.Zero && command.Timeout <= TimeSpan.FromMinutes(10));
    }
}
