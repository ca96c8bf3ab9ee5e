using LocalSandbox.Lifecycle;
using LocalSandbox.Networking;
using static LocalSandbox.Tests.Runtimes.Apple.AppleCliFake;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>Stopping and removing: only what was meant, and proven.</summary>
public sealed class AppleRemovalTests : AppleDialectTest
{
    [Fact]
    public async Task StopAsync_Running_StopsItByNameWithinTheGracePeriod()
    {
        Cli.Next("list", Ok(List(Element(Name)))).Next("stop", Ok(Name));

        await CreateSut().StopAsync(Id, TimeSpan.FromSeconds(1.5), default);

        var stop = Cli.CommandsOf("stop").Single();
        stop.Arguments.Should().Equal("stop", "-t", "2", Name);
        stop.Timeout.Should().Be(TimeSpan.FromSeconds(16.5));
    }

    [Fact]
    public async Task StopAsync_ContainerMadeAgainUnderTheName_IsLeftAlone()
    {
        Cli.Next("list", Ok(List(Element(Name, attempt: OtherAttempt))));

        await CreateSut().StopAsync(Id, TimeSpan.FromSeconds(5), default);

        Cli.Verbs.Should().Equal("list");
    }

    [Fact]
    public async Task StopAsync_FailureAlthoughItWorked_IsNone()
    {
        Cli.Next("list", Ok(List(Element(Name))), Ok(List(Element(Name, "stopped", started: true))))
            .Next("stop", Fail("Error: internalError: \"failed to stop container\" (cause: \"internalError: \"XPC timeout for request\"\")"));

        await CreateSut("0.12.3").StopAsync(Id, TimeSpan.FromSeconds(5), default);
    }

    [Fact]
    public async Task StopAsync_FailureOfARunningOne_IsStopFailed()
    {
        Cli.Next("list", Ok(List(Element(Name))), Ok(List(Element(Name)))).Next("stop", Fail("Error: stop failed"));

        await ShouldFailAsync(() => CreateSut().StopAsync(Id, TimeSpan.FromSeconds(5), default), SandboxErrorCode.StopFailed);
    }

    [Theory]
    [InlineData("Error: internalError: \"failed to stop container\" (cause: \"interrupted: \"XPC connection error: Connection interrupted\"\")")]
    [InlineData("Error: interrupted: \"XPC connection error: Connection invalid\"\nEnsure container system service has been started with `container system start`.")]
    [InlineData("Error: internalError: \"failed to stop container\" (cause: \"internalError: \"unauthorized request\"\")")]
    public async Task StopAsync_HelperOfTheMachineDied_IsStopFailedBecauseTheServiceHasJustAnswered(string error)
    {
        Cli.Always("list", _ => Ok(List(Element(Name))));
        Cli.Next("stop", Fail(error));

        await ShouldFailAsync(() => CreateSut().StopAsync(Id, TimeSpan.FromSeconds(5), default), SandboxErrorCode.StopFailed);
    }

    [Fact]
    public async Task StopAsync_ServiceThatDiesMeanwhile_IsRuntimeNotRunning()
    {
        const string down = "Error: interrupted: \"XPC connection error: Connection invalid\"";
        Cli.Next("list", Ok(List(Element(Name))), Fail(down)).Next("stop", Fail(down));

        await ShouldFailAsync(() => CreateSut().StopAsync(Id, TimeSpan.FromSeconds(5), default), SandboxErrorCode.RuntimeNotRunning);
    }

    [Fact]
    public async Task StopAndRemoveAsync_HelperOfTheMachineDied_IsRemovedByForce()
    {
        Cli.Next("list", Ok(List(Element(Name))), Ok(List(Element(Name))), Ok(List(Element(Name))))
            .Next("stop", Fail("Error: internalError: \"failed to stop container\" (cause: \"interrupted: \"XPC connection error: Connection interrupted\"\")"))
            .Next("delete", Ok(Name));

        using var known = new KnownSandboxes(new PortAllocator(9000, 1, _ => true, _ => 0, _ => Stream.Null, []));
        await new SandboxRemoval(CreateSut(), known, new LocalSandboxOptions(), Clock, Logger).StopAndRemoveAsync(Id, default);

        Cli.Verbs.Should().Equal("list", "stop", "list", "list", "delete", "list");
    }

    [Fact]
    public async Task RemoveAsync_Present_IsDeletedByForceAndProvenAbsent()
    {
        Cli.Next("list", Ok(List(Element(Name))), Ok("[]")).Next("delete", Ok(Name));

        (await CreateSut().RemoveAsync(Id, default)).Should().BeTrue();

        Cli.Verbs.Should().Equal("list", "delete", "list");
        Cli.CommandsOf("delete").Single().Arguments.Should().Equal("delete", "--force", Name);
    }

    [Fact]
    public async Task RemoveAsync_AbsentOrMadeAgain_DeletesNothing()
    {
        Cli.Next("list", Ok("[]"), Ok(List(Element(Name, attempt: OtherAttempt))));
        var sut = CreateSut();

        (await sut.RemoveAsync(Id, default)).Should().BeTrue();
        (await sut.RemoveAsync(Id, default)).Should().BeTrue();

        Cli.Verbs.Should().Equal("list", "list");
    }

    [Fact]
    public async Task RemoveAsync_SuccessThatTheListDoesNotConfirm_IsStillGoingOn()
    {
        Cli.Always("list", _ => Ok(List(Element(Name))));
        Cli.Next("delete", Ok(Name));

        (await CreateSut().RemoveAsync(Id, default)).Should().BeFalse();
    }

    [Theory]
    [InlineData("Error: notFound: \"failed to delete one or more containers: [\"x\"]\"")]
    [InlineData("Error: internalError: \"failed to delete container\" (cause: \"notFound: \"container with ID x not found\"\")")]
    [InlineData("Error: internalError: \"XPC timeout for request\"")]
    public async Task RemoveAsync_FailureAlthoughItIsGone_IsDone(string error)
    {
        Cli.Next("list", Ok(List(Element(Name))), Ok("[]")).Next("delete", Fail(error));

        (await CreateSut().RemoveAsync(Id, default)).Should().BeTrue();
    }

    [Theory]
    [InlineData("Error: internalError: \"Resource busy\"")]
    [InlineData("Error: internalError: \"failed to delete container\" (cause: \"interrupted: \"XPC connection error: Connection interrupted\"\")")]
    public async Task RemoveAsync_FailuresThatStay_AreStopFailedAfterThreeTries(string error)
    {
        Cli.Always("list", _ => Ok(List(Element(Name))));
        Cli.Always("delete", _ => Fail(error));

        var removing = CreateSut().RemoveAsync(Id, default);
        await PumpAsync(removing);

        (await ShouldFailAsync(() => removing, SandboxErrorCode.StopFailed)).Message.Should().Contain(error);
        Cli.CommandsOf("delete").Should().HaveCount(3);
    }

    [Fact]
    public async Task RemoveAsync_LookThatFails_IsNotAbsence()
    {
        Cli.Next("list", Ok(List(Element(Name))), Fail("Error: interrupted: \"XPC connection error: Connection invalid\"")).Next("delete", Ok(Name));

        await ShouldFailAsync(() => CreateSut().RemoveAsync(Id, default), SandboxErrorCode.RuntimeNotRunning);
    }
}
