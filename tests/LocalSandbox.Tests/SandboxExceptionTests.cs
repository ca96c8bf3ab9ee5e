namespace LocalSandbox.Tests;

public sealed class SandboxExceptionTests
{
    [Fact]
    public void Message_WithAHint_EndsWithIt() =>
        new SandboxException(SandboxErrorCode.NameTaken, "It is taken.") { Hint = "Rename it." }.Message.Should().Be("It is taken. Rename it.");

    [Fact]
    public void Message_WithoutAHint_IsItself() => new SandboxException(SandboxErrorCode.NameTaken, "It is taken.").Message.Should().Be("It is taken.");

    [Fact]
    public void ToString_HasMessageHintAndCause()
    {
        var failure = new SandboxException(SandboxErrorCode.StopFailed, "It stays.", new TimeoutException("too slow")) { Hint = "Wait." };

        failure.ToString().Should().ContainAll("It stays. Wait.", "too slow");
        failure.Code.Should().Be(SandboxErrorCode.StopFailed);
    }

    [Theory]
    [InlineData(SandboxErrorCode.RuntimeNotRunning, true)]
    [InlineData(SandboxErrorCode.PortUnavailable, true)]
    [InlineData(SandboxErrorCode.NotReady, true)]
    [InlineData(SandboxErrorCode.StopFailed, true)]
    [InlineData(SandboxErrorCode.TimedOut, true)]
    [InlineData(SandboxErrorCode.CommandFailed, false)]
    [InlineData(SandboxErrorCode.RuntimeNotInstalled, false)]
    [InlineData(SandboxErrorCode.PermissionDenied, false)]
    [InlineData(SandboxErrorCode.ImageNotFound, false)]
    [InlineData(SandboxErrorCode.NameTaken, false)]
    [InlineData(SandboxErrorCode.InvalidRequest, false)]
    [InlineData(SandboxErrorCode.StartFailed, false)]
    [InlineData(SandboxErrorCode.ExitedEarly, false)]
    [InlineData(SandboxErrorCode.Unsupported, false)]
    public void IsTransient_EachCode_SaysWhetherTryingAgainMayHelp(SandboxErrorCode code, bool expected) =>
        new SandboxException(code, "x").IsTransient.Should().Be(expected);

    [Fact]
    public void Codes_NumbersAndNames_DoNotChangeBetweenReleases() =>
        string.Join(' ', Enum.GetValues<SandboxErrorCode>().Select(code => $"{code}={(int)code}")).Should().Be(
            "CommandFailed=0 RuntimeNotInstalled=1 RuntimeNotRunning=2 PermissionDenied=3 ImageNotFound=4 PortUnavailable=5 NameTaken=6 "
            + "InvalidRequest=7 StartFailed=8 ExitedEarly=9 NotReady=10 StopFailed=11 TimedOut=12 Unsupported=13");
}
