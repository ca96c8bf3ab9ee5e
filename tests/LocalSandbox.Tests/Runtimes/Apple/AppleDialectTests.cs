using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using static LocalSandbox.Tests.Runtimes.Apple.AppleCliFake;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleDialectTests
{
    private const string Name = "local-sandbox-one";
    private const string Id = Name + "@3f9c12ab01cd";
    private const string OtherAttempt = "ffffffffffff4e5f8a9b0c1d2e3f4a5b";

    private readonly AppleCliFake _cli = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 8, 7, 18, 40, 0, TimeSpan.Zero));
    private readonly FakeLogger _logger = new();

    [Fact]
    public async Task RunAsync_LocalImage_IsTwoCallsTheFirstTimeAndOneAfterwards()
    {
        var sut = CreateSut();

        var id = await sut.RunAsync(Specs.Simple, default);
        await sut.RunAsync(Specs.Simple, default);

        id.Should().Be(Id);
        _cli.Verbs.Should().Equal("image inspect", "run", "run");
        _cli.Commands.Select(command => command.Timeout).Should().Equal(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("Error: notFound: \"images: sandbox:test\"")]
    [InlineData("sandbox:test: Image not found\nError: The operation couldn’t be completed. (ContainerCommands.InspectError error 1.)")]
    [InlineData("Error: image not found: sandbox:test")]
    public async Task RunAsync_MissingImage_IsSaidBeforeAnythingIsStarted(string error)
    {
        _cli.Next("image inspect", Fail(error));

        await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), SandboxErrorCode.ImageNotFound);

        _cli.Verbs.Should().Equal("image inspect");
    }

    [Fact]
    public async Task RunAsync_AfterAPull_DoesNotLookAgain()
    {
        _cli.Next("image inspect", Fail("Error: image not found: sandbox:test"));
        var sut = CreateSut();
        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple, default), SandboxErrorCode.ImageNotFound);

        await sut.PullAsync("sandbox:test", default);
        await sut.RunAsync(Specs.Simple, default);

        _cli.Verbs.Should().Equal("image inspect", "image pull", "run");
    }

    [Fact]
    public async Task RunAsync_ImageRemovedSinceItWasSeen_IsLookedForAgain()
    {
        var sut = CreateSut();
        await sut.RunAsync(Specs.Simple, default);
        _cli.Next("run", Fail("Error: HTTP request to https://registry-1.docker.io/v2/x/manifests/test failed with response: 401 Unauthorized"));

        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple, default), SandboxErrorCode.ImageNotFound);
        await sut.RunAsync(Specs.Simple, default);

        _cli.Verbs.Should().Equal("image inspect", "run", "run", "image inspect", "run");
    }

    [Fact]
    public async Task RunAsync_ServiceThatIsDown_IsNotAMissingImage()
    {
        _cli.Next("image inspect", Fail("Error: interrupted: \"XPC connection error: Connection invalid\""));

        var failure = await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), SandboxErrorCode.RuntimeNotRunning);

        failure.Hint.Should().Contain("container system start");
    }

    [Fact]
    public async Task RunAsync_NameThatIsNotTheOneAskedFor_IsAFailure()
    {
        _cli.Next("run", Ok("something else\n"));

        await ShouldFailAsync(() => CreateSut().RunAsync(Specs.Simple, default), SandboxErrorCode.CommandFailed);
    }

    [Theory]
    [InlineData("1.2.2", "--progress none")]
    [InlineData("0.6.0", "--disable-progress-updates")]
    public async Task PullAsync_EachVersion_SaysInItsWordsThatNobodyWatches(string version, string progress)
    {
        await CreateSut(version).PullAsync("sandbox:test", default);

        string.Join(' ', _cli.Commands.Single().Arguments).Should().Be($"image pull {progress} sandbox:test");
    }

    [Fact]
    public async Task PullAsync_AnyFailureOfTheRegistry_IsImageNotFound()
    {
        _cli.Next("image pull", Fail("Error: something else"));

        await ShouldFailAsync(() => CreateSut().PullAsync("sandbox:test", default), SandboxErrorCode.ImageNotFound);
    }

    [Fact]
    public async Task RunAsync_SecretsOfTheSandboxAndTheHost_StandInNoArgumentAndTheHostsNotEvenInTheEnvironment()
    {
        const string secret = "c4n4ry-value";
        var spec = Specs.Simple with
        {
            Environment = new Dictionary<string, string> { ["TOKEN"] = secret, ["PATH"] = secret, ["EMPTY"] = "" },
        };

        await CreateSut(variables: ["PATH", "HOME", "AWS_SECRET_ACCESS_KEY"]).RunAsync(spec, default);

        var run = _cli.CommandsOf("run").Single();
        run.Arguments.Should().NotContain(argument => argument.Contains(secret, StringComparison.Ordinal));
        run.Environment.Should().BeEquivalentTo(
            new Dictionary<string, string?> { ["TOKEN"] = secret, ["EMPTY"] = "", ["AWS_SECRET_ACCESS_KEY"] = null });
        run.Arguments.Should().ContainInOrder("--env-file", "/dev/stdin");
        run.StandardInput.Should().Be($"PATH={secret}\n");
        _cli.Commands.Should().OnlyContain(command => command.Environment["AWS_SECRET_ACCESS_KEY"] == null);
    }

    [Fact]
    public async Task RunAsync_SecretThatIsEchoed_IsMasked()
    {
        _cli.Next("run", Fail("Error: invalid value c4n4ry-value"));

        var failure = await ShouldFailAsync(
            () => CreateSut().RunAsync(Specs.Simple with { Environment = new Dictionary<string, string> { ["TOKEN"] = "c4n4ry-value" } }, default),
            SandboxErrorCode.CommandFailed);

        failure.ToString().Should().NotContain("c4n4ry");
    }

    [Fact]
    public async Task RunAsync_ReservedVariableBefore080_TravelsInAPrivateFileThatIsGoneAfterwards()
    {
        string? path = null, text = null;
        var mode = UnixFileMode.None;
        _cli.Always("run", command =>
        {
            path = command.Arguments[command.Arguments.ToList().IndexOf("--env-file") + 1];
            text = File.ReadAllText(path);
            mode = OperatingSystem.IsWindows() ? mode : File.GetUnixFileMode(path);
            return Ok(Name);
        });

        await CreateSut("0.7.1").RunAsync(Specs.Simple with { Environment = new Dictionary<string, string> { ["HOME"] = "/x" } }, default);

        text.Should().Be("HOME=/x\n");
        mode.Should().Be(OperatingSystem.IsWindows() ? UnixFileMode.None : UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Exists(path).Should().BeFalse();
        _cli.CommandsOf("run").Single().StandardInput.Should().BeNull();
    }

    [Fact]
    public async Task RunAsync_WhatCannotBeExpressed_StartsNoProcess()
    {
        var sut = CreateSut(isFile: path => path == "/file");

        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple with { HostPort = 0 }, default), SandboxErrorCode.Unsupported);
        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple with { Mounts = [new("/a:b,c", "/d")] }, default), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(() => sut.RunAsync(Specs.Simple with { Mounts = [new("/file", "/a:b")] }, default), SandboxErrorCode.InvalidRequest);

        _cli.Commands.Should().BeEmpty();
    }

    [Fact]
    public async Task RunAsync_WhatCannotBeEnforced_IsWarnedOfOnceForEachSetting()
    {
        var sut = CreateSut("0.6.0");

        await sut.RunAsync(Specs.Simple, default);
        await sut.RunAsync(Specs.Simple, default);

        var warnings = _logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message).ToList();
        warnings.Should().HaveCount(4).And.OnlyHaveUniqueItems();
        warnings.Should().Contain(message => message.StartsWith("PidsLimit is not enforced", StringComparison.Ordinal) && message.Contains("0.6.0"));
        warnings.Should().Contain(message => message.StartsWith("Init is not enforced", StringComparison.Ordinal));
    }

    [Fact]
    public async Task InspectAsync_NameOrId_IsMatchedExactlyAndAnIdOnlyByItsAttempt()
    {
        _cli.Always("list", _ => Ok(List(Element(Name), Element(Name + "-2", attempt: OtherAttempt), Element("local"))));
        var sut = CreateSut();

        (await sut.InspectAsync(Name, default))!.Id.Should().Be(Id);
        (await sut.InspectAsync(Id, default))!.Name.Should().Be(Name);
        (await sut.InspectAsync("local-sandbox", default)).Should().BeNull();
        (await sut.InspectAsync(Name + "@ffffffffffff", default)).Should().BeNull();
        _cli.Commands.Should().OnlyContain(command => string.Join(' ', command.Arguments) == "list --all --format json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{]")]
    [InlineData("null")]
    public async Task InspectAsync_UnreadableList_IsAFailureThatQuotesNothing(string output)
    {
        _cli.Next("list", Ok(output));

        await ShouldFailAsync(() => CreateSut().InspectAsync(Name, default), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task InspectAsync_ListThatFails_IsNotAbsence()
    {
        _cli.Next("list", Fail("Error: internalError: \"failed to list containers\" (cause: \"interrupted: \"XPC connection error: Connection invalid\"\")"));

        await ShouldFailAsync(() => CreateSut().InspectAsync(Name, default), SandboxErrorCode.RuntimeNotRunning);
    }

    [Fact]
    public async Task InspectAsync_ListThatIsCutOff_IsAFailure()
    {
        _cli.Next("list", Ok("[]") with { IsTruncated = true });

        await ShouldFailAsync(() => CreateSut().InspectAsync(Name, default), SandboxErrorCode.CommandFailed);
    }

    [Fact]
    public async Task InspectAsync_StoppedSandboxThatWasSeenRunning_HasExitedWhereTheListCannotTell()
    {
        _cli.Next("list", Ok(List(Element(Name, "stopped"))), Ok(List(Element(Name))), Ok(List(Element(Name, "stopped"))));
        var sut = CreateSut("0.6.0");

        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Created);
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Running);
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Exited);
    }

    [Fact]
    public async Task InspectAsync_SandboxThatThisProcessStartedAndThatEndedAtOnce_HasExited()
    {
        _cli.Always("list", _ => Ok(List(Element(Name, "stopped"))));
        var sut = CreateSut("0.6.0");

        await sut.RunAsync(Specs.Simple, default);

        (await sut.InspectAsync(Id, default))!.State.Should().Be(ContainerState.Exited);
    }

    [Fact]
    public async Task InspectAsync_ContainerThatIsNotStartedForAMinute_IsTakenForDead()
    {
        _cli.Always("list", _ => Ok(List(Element(Name, "stopped"))));
        var sut = CreateSut("0.6.0");

        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Created);
        _clock.Advance(TimeSpan.FromSeconds(59));
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Created, "a rival's machine may still be booting");
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await sut.InspectAsync(Name, default))!.State.Should().Be(ContainerState.Exited);
    }

    [Fact]
    public async Task RunAsync_NameThatHoldsTheValueOfAVariable_IsNotMaskedAway()
    {
        var spec = Specs.Simple with { Environment = new Dictionary<string, string> { ["MODE"] = "sandbox" } };

        (await CreateSut().RunAsync(spec, default)).Should().Be(Id);
    }

    [Fact]
    public async Task ListAsync_Label_IsFilteredHere()
    {
        _cli.Next("list", Ok(List(Element(Name), Element("buildkit", prefix: null), Element("foreign", prefix: "other"))));

        (await CreateSut().ListAsync(SandboxLabels.Prefix, "local-sandbox", default)).Should().ContainSingle().Which.Name.Should().Be(Name);
    }

    [Fact]
    public async Task StopAsync_Running_StopsItByNameWithinTheGracePeriod()
    {
        _cli.Next("list", Ok(List(Element(Name)))).Next("stop", Ok(Name));

        await CreateSut().StopAsync(Id, TimeSpan.FromSeconds(1.5), default);

        var stop = _cli.CommandsOf("stop").Single();
        stop.Arguments.Should().Equal("stop", "-t", "2", Name);
        stop.Timeout.Should().Be(TimeSpan.FromSeconds(16.5));
    }

    [Fact]
    public async Task StopAsync_ContainerMadeAgainUnderTheName_IsLeftAlone()
    {
        _cli.Next("list", Ok(List(Element(Name, attempt: OtherAttempt))));

        await CreateSut().StopAsync(Id, TimeSpan.FromSeconds(5), default);

        _cli.Verbs.Should().Equal("list");
    }

    [Fact]
    public async Task StopAsync_FailureAlthoughItWorked_IsNone()
    {
        _cli.Next("list", Ok(List(Element(Name))), Ok(List(Element(Name, "stopped", started: true))))
            .Next("stop", Fail("Error: internalError: \"failed to stop container\" (cause: \"internalError: \"XPC timeout for request\"\")"));

        await CreateSut("0.12.3").StopAsync(Id, TimeSpan.FromSeconds(5), default);
    }

    [Fact]
    public async Task StopAsync_FailureOfARunningOne_IsStopFailed()
    {
        _cli.Next("list", Ok(List(Element(Name))), Ok(List(Element(Name)))).Next("stop", Fail("Error: stop failed"));

        await ShouldFailAsync(() => CreateSut().StopAsync(Id, TimeSpan.FromSeconds(5), default), SandboxErrorCode.StopFailed);
    }

    [Fact]
    public async Task RemoveAsync_Present_IsDeletedByForceAndProvenAbsent()
    {
        _cli.Next("list", Ok(List(Element(Name))), Ok("[]")).Next("delete", Ok(Name));

        (await CreateSut().RemoveAsync(Id, default)).Should().BeTrue();

        _cli.Verbs.Should().Equal("list", "delete", "list");
        _cli.CommandsOf("delete").Single().Arguments.Should().Equal("delete", "--force", Name);
    }

    [Fact]
    public async Task RemoveAsync_AbsentOrMadeAgain_DeletesNothing()
    {
        _cli.Next("list", Ok("[]"), Ok(List(Element(Name, attempt: OtherAttempt))));
        var sut = CreateSut();

        (await sut.RemoveAsync(Id, default)).Should().BeTrue();
        (await sut.RemoveAsync(Id, default)).Should().BeTrue();

        _cli.Verbs.Should().Equal("list", "list");
    }

    [Fact]
    public async Task RemoveAsync_SuccessThatTheListDoesNotConfirm_IsStillGoingOn()
    {
        _cli.Always("list", _ => Ok(List(Element(Name))));
        _cli.Next("delete", Ok(Name));

        (await CreateSut().RemoveAsync(Id, default)).Should().BeFalse();
    }

    [Theory]
    [InlineData("Error: notFound: \"failed to delete one or more containers: [\"x\"]\"")]
    [InlineData("Error: internalError: \"failed to delete container\" (cause: \"notFound: \"container with ID x not found\"\")")]
    [InlineData("Error: internalError: \"XPC timeout for request\"")]
    public async Task RemoveAsync_FailureAlthoughItIsGone_IsDone(string error)
    {
        _cli.Next("list", Ok(List(Element(Name))), Ok("[]")).Next("delete", Fail(error));

        (await CreateSut().RemoveAsync(Id, default)).Should().BeTrue();
    }

    [Fact]
    public async Task RemoveAsync_FailuresThatStay_AreStopFailedAfterThreeTries()
    {
        _cli.Always("list", _ => Ok(List(Element(Name))));
        _cli.Always("delete", _ => Fail("Error: internalError: \"Resource busy\""));

        var removing = CreateSut().RemoveAsync(Id, default);
        await PumpAsync(removing);

        await ShouldFailAsync(() => removing, SandboxErrorCode.StopFailed);
        _cli.CommandsOf("delete").Should().HaveCount(3);
    }

    [Fact]
    public async Task RemoveAsync_LookThatFails_IsNotAbsence()
    {
        _cli.Next("list", Ok(List(Element(Name))), Fail("Error: interrupted: \"XPC connection error: Connection invalid\"")).Next("delete", Ok(Name));

        await ShouldFailAsync(() => CreateSut().RemoveAsync(Id, default), SandboxErrorCode.RuntimeNotRunning);
    }

    [Theory]
    [InlineData("stopped")]
    [InlineData(null)]
    public async Task WaitForExitAsync_EndOrAbsence_IsSeenWithinAQuarterOfASecond(string? end)
    {
        var after = Ok(end is null ? "[]" : List(Element(Name, end, started: true)));
        _cli.Next("list", Ok(List(Element(Name))), Ok(List(Element(Name))), after);

        var waiting = CreateSut("0.12.3").WaitForExitAsync(Id, TimeSpan.FromMinutes(1), default);
        waiting.IsCompleted.Should().BeFalse();
        await PumpAsync(waiting);

        await waiting;
        _cli.CommandsOf("list").Should().HaveCount(3);
    }

    [Fact]
    public async Task WaitForExitAsync_TimeThatIsUp_IsTimedOut()
    {
        _cli.Always("list", _ => Ok(List(Element(Name))));

        var waiting = CreateSut().WaitForExitAsync(Id, TimeSpan.FromSeconds(1), default);
        await PumpAsync(waiting);

        await ShouldFailAsync(() => waiting, SandboxErrorCode.TimedOut);
    }

    [Fact]
    public async Task WaitForExitAsync_CallerWhoGivesUp_IsHeard()
    {
        _cli.Always("list", _ => Ok(List(Element(Name))));
        using var caller = new CancellationTokenSource();

        var waiting = CreateSut().WaitForExitAsync(Id, TimeSpan.FromMinutes(1), caller.Token);
        await caller.CancelAsync();

        (await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
    }

    [Fact]
    public async Task ReadLogTailAsync_StoppedSandbox_IsWhatItWrote()
    {
        _cli.Next("list", Ok(List(Element(Name, "stopped")))).Next("logs", Ok("one\ntwo\n"));

        (await CreateSut().ReadLogTailAsync(Id, 50, default)).Should().Be("one\ntwo\n");

        _cli.CommandsOf("logs").Single().Arguments.Should().Equal("logs", "-n", "50", Name);
    }

    [Fact]
    public async Task ReadLogTailAsync_ContainerMadeAgainUnderTheName_IsNotReadFrom()
    {
        _cli.Next("list", Ok(List(Element(Name, attempt: OtherAttempt))));

        (await CreateSut().ReadLogTailAsync(Id, 50, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task ExitedEarlyAsync_RuntimeThatTellsNoExitCode_ClaimsNone()
    {
        _cli.Next("list", Ok(List(Element(Name, "stopped")))).Next("logs", Ok("cannot start\n"));

        var failure = await SandboxFailures.ExitedEarlyAsync(
            CreateSut(), Specs.Simple, Id, new ContainerFacts(Id, Name, ContainerState.Exited), default);

        failure.ExitCode.Should().BeNull();
        failure.Message.Should().Contain("does not tell its exit code").And.Contain("cannot start").And.NotContain("exited with code");
    }

    [Fact]
    public void NotReady_OnThisRuntime_NamesTheSettingOfTheSystemThatIsMostOftenTheCause() => SandboxFailures
        .NotReady(CreateSut(), Specs.Simple, new Uri("http://127.0.0.1:23000"), new LocalSandboxOptions(), "it was reset")
        .Message.Should().Contain("container-runtime-linux").And.Contain("Local Network");

    [Fact]
    public async Task EveryCall_HasATimeLimit()
    {
        _cli.Always("list", _ => Ok(List(Element(Name))));
        _cli.Always("stop", _ => Ok(Name));
        _cli.Always("delete", _ => Ok(Name));
        _cli.Always("logs", _ => Ok());
        var sut = CreateSut();

        await sut.ThrowIfServiceIsDownAsync(default);
        await sut.RunAsync(Specs.Simple, default);
        await sut.PullAsync("sandbox:test", default);
        await sut.StopAsync(Id, TimeSpan.FromSeconds(5), default);
        await sut.RemoveAsync(Id, default);
        await sut.ReadLogTailAsync(Id, 50, default);

        _cli.Verbs.Distinct().Should().HaveCount(8);
        _cli.Commands.Should().OnlyContain(command => command.Timeout > TimeSpan.Zero && command.Timeout <= TimeSpan.FromMinutes(10));
    }

    private static string List(params string[] elements) => $"[{string.Join(',', elements)}]";

    private static string Element(string name, string state = "running", string? attempt = Specs.Attempt, string? prefix = "local-sandbox", bool started = false) => $$"""
        {"status":"{{state}}"{{(started ? ",\"startedDate\":791224563.5" : "")}},"networks":[],
         "configuration":{"id":"{{name}}","labels":{ {{(prefix is null ? "" : $"\"io.localsandbox.prefix\":\"{prefix}\",\"io.localsandbox.attempt\":\"{attempt}\"")}} } } }
        """;

    private static async Task<SandboxException> ShouldFailAsync(Func<Task> act, SandboxErrorCode code)
    {
        var failure = (await act.Should().ThrowAsync<SandboxException>()).Which;
        failure.Code.Should().Be(code, failure.ToString());
        return failure;
    }

    /// <summary>Lets time pass until the task has ended; away from xunit's context, on which continuations of timers do not run in line.</summary>
    private Task PumpAsync(Task task) => Task.Run(async () =>
    {
        var end = _clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        while (!task.IsCompleted)
        {
            _clock.GetUtcNow().Should().BeBefore(end, "it should end some time");
            for (var i = 0; i < 8 && !task.IsCompleted; i++)
            {
                await Task.Yield();
            }

            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }
    });

    private AppleDialect CreateSut(string version = "1.2.2", Func<string, bool>? isFile = null, string[]? variables = null) => new(
        new RuntimeCli("container", _cli, _clock, _logger),
        AppleVersion.Parse($"version {version}")!.Value,
        new HostMachine(IsMacOS: true, () => variables ?? [], isFile ?? (_ => false)),
        new LocalSandboxOptions(),
        _clock,
        _logger);
}
