using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes.Podman;

public sealed class PodmanErrorsTests
{
    private static readonly IErrorTexts Errors = new PodmanErrors();

    private static readonly CapturedFailures Failures = new(Errors, Captures.Podman);

    [Theory]
    [InlineData("name-conflict", SandboxErrorCode.NameTaken)]
    [InlineData("port-foreign-", SandboxErrorCode.PortUnavailable)]
    [InlineData("port-taken-by-container-", SandboxErrorCode.PortUnavailable)]
    [InlineData("image-missing-", SandboxErrorCode.ImageNotFound)]
    [InlineData("image-inspect-missing", SandboxErrorCode.ImageNotFound)]
    [InlineData("remote-", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("init-flag", SandboxErrorCode.Unsupported)]
    [InlineData("command-not-", SandboxErrorCode.StartFailed)]
    [InlineData("mount-", SandboxErrorCode.InvalidRequest)]
    [InlineData("volume-", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-memory", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-name", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-network", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-port", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-env-file", SandboxErrorCode.InvalidRequest)]
    [InlineData("image-bad-reference", SandboxErrorCode.InvalidRequest)]
    [InlineData("security-opt", SandboxErrorCode.InvalidRequest)]
    [InlineData("sec-cap-drop-bad", SandboxErrorCode.InvalidRequest)]
    [InlineData("unknown-flag", SandboxErrorCode.InvalidRequest)]
    [InlineData("unknown-shorthand-flag", SandboxErrorCode.InvalidRequest)]
    [InlineData("unknown-user", SandboxErrorCode.InvalidRequest)]
    [InlineData("unknown-group", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-pids", SandboxErrorCode.InvalidRequest)]
    [InlineData("pull-registry-", SandboxErrorCode.ImageNotFound)]
    public void Classify_EveryVersionsTextForOneCause_IsThatCause(string cases, SandboxErrorCode expected) => Failures.ShouldAllBe(cases, expected);

    [Theory]
    [InlineData(SandboxErrorCode.NameTaken, "name-conflict", "retry-other-port")]
    [InlineData(SandboxErrorCode.PortUnavailable, "port-", "cidfile-port-conflict")]
    public void Classify_AnyOtherFailure_IsNotTakenForAConflict(SandboxErrorCode code, string cases, string others) =>
        Failures.ShouldBeOnly(code, cases, others);

    [Fact]
    public void Classify_PrivilegedPortOfARootlessEngine_IsNotAConflict() =>
        Errors.Classify(Captures.Get("podman-5.4.2-rootless", "port-privileged").Stderr).Should().NotBe(SandboxErrorCode.PortUnavailable);

    [Theory]
    [InlineData("bad-port-host-ip-not-local")]
    [InlineData("ps-filter-label=ctr.json=__a___b__c__")]
    public void Classify_ValueThatCannotBeUsed_IsInvalidRequest(string cases) => Failures.ShouldAllBe(cases, SandboxErrorCode.InvalidRequest);

    [Theory]
    [InlineData("Error: invalid argument \"many\" for \"--pids-limit\" flag: strconv.ParseInt: parsing \"many\": invalid syntax\nSee 'podman run --help'\n", SandboxErrorCode.InvalidRequest)]
    [InlineData("Error: unable to find user nope: no matching entries in passwd file\n", SandboxErrorCode.InvalidRequest)]
    [InlineData("Error: rootlessport listen tcp 10.254.254.254:8080: bind: cannot assign requested address\n", SandboxErrorCode.InvalidRequest)]
    [InlineData("Error: pinging container registry ghcr.io: Get \"https://ghcr.io/v2/\": dial tcp [2606:50c0::1]:443: connect: cannot assign requested address\n", SandboxErrorCode.CommandFailed)]
    [InlineData("Error: OCI runtime error: crun: mount `/data` to `/data`, flags: invalid argument\n", SandboxErrorCode.StartFailed)]
    public void Classify_TextThatNoCaptureHolds_IsItsCause(string text, SandboxErrorCode expected) => Errors.Classify(text).Should().Be(expected);

    [Fact]
    public void Classify_EveryFailureOfOurCommands_HasAVerdict()
    {
        var without = Failures.WithoutVerdict("ctr-research-none", "ctr-research-y", "/ctr-research-b", "sbx:test");

        // A program that was killed in the foreground without a word, and options that are never passed.
        string[] expected = ["/oom-rm:", "/ps-filter-", "/ps-label-func:"];
        without.Select(failure => failure.ToString()).Where(text => !expected.Any(text.Contains)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("container-inspect-missing")]
    [InlineData("logs-missing")]
    [InlineData("stop-missing")]
    [InlineData("wait-missing")]
    [InlineData("rm-missing")]
    public void SayAbsent_MissingContainerOfAnyVersion_IsTrue(string name) =>
        CapturedFailures.ShouldSayAbsent(Errors, Captures.Podman, name);

    [Fact]
    public void SayAbsent_SeveralMissing_IsTrue() =>
        Errors.SayAbsent(
            "error inspecting object: no such container xb\nError: inspecting object: no such container xa\n", ["xa", "xb"]).Should().BeTrue();

    [Fact]
    public void SayAbsent_NoConnection_IsFalse()
    {
        var answers = Captures.Podman.Where(capture => capture.Case.StartsWith("remote-", StringComparison.Ordinal) && capture.ExitCode != 0).ToList();

        answers.Should().HaveCountGreaterThan(4);
        CapturedFailures.Texts(answers.Where(answer => Errors.SayAbsent(answer.Stderr, ["ctr-research-none", "x", ""]))).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Error: no such container other")]
    [InlineData("Error: no such container mine2")]
    [InlineData("no such container mine")]
    [InlineData("")]
    public void SayAbsent_NotTheContainerThatWasAskedFor_IsFalse(string text) => Errors.SayAbsent(text, ["mine"]).Should().BeFalse();

    [Fact]
    public void Lines_WarningsAndTheStandInsGreeting_AreNoErrors() =>
        Errors.Lines(
            "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n"
            + "time=\"2026-11-23T07:06:12Z\" level=warning msg=\"StopSignal SIGTERM failed to stop container x in 10 seconds, resorting to SIGKILL\"\n")
            .Should().BeEmpty();
}
