using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;
using Xunit.Abstractions;

namespace LocalSandbox.Tests.Runtimes.Docker;

public sealed class DockerErrorsTests(ITestOutputHelper output)
{
    private static readonly IErrorTexts Errors = new DockerErrors();

    private static readonly CapturedFailures Failures = new(Errors, Captures.Docker);

    [Theory]
    [InlineData("name-conflict", SandboxErrorCode.NameTaken)]
    [InlineData("port-foreign-", SandboxErrorCode.PortUnavailable)]
    [InlineData("port-taken-by-container-", SandboxErrorCode.PortUnavailable)]
    [InlineData("port-other-container-", SandboxErrorCode.PortUnavailable)]
    [InlineData("port-auto-next-occupied", SandboxErrorCode.PortUnavailable)]
    [InlineData("cidfile-port-conflict", SandboxErrorCode.PortUnavailable)]
    [InlineData("image-missing-", SandboxErrorCode.ImageNotFound)]
    [InlineData("image-inspect-missing", SandboxErrorCode.ImageNotFound)]
    [InlineData("cidfile-image-missing", SandboxErrorCode.ImageNotFound)]
    [InlineData("daemon-context", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-host", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-socket-is-dir", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-socket-missing", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-socket-stale", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-ssh", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-tcp", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-tls", SandboxErrorCode.RuntimeNotRunning)]
    [InlineData("daemon-socket-permission", SandboxErrorCode.PermissionDenied)]
    [InlineData("cli-", SandboxErrorCode.Unsupported)]
    [InlineData("command-not-", SandboxErrorCode.StartFailed)]
    [InlineData("mount-", SandboxErrorCode.InvalidRequest)]
    [InlineData("volume-", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-memory", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-name", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-network", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-port", SandboxErrorCode.InvalidRequest)]
    [InlineData("env-arg-empty-name", SandboxErrorCode.InvalidRequest)]
    [InlineData("cpus-too-many", SandboxErrorCode.InvalidRequest)]
    [InlineData("image-bad-reference", SandboxErrorCode.InvalidRequest)]
    [InlineData("security-opt", SandboxErrorCode.InvalidRequest)]
    [InlineData("sec-cap-drop-bad", SandboxErrorCode.InvalidRequest)]
    [InlineData("env-file-no-name", SandboxErrorCode.InvalidRequest)]
    [InlineData("env-file-not-utf8", SandboxErrorCode.InvalidRequest)]
    [InlineData("env-file-space", SandboxErrorCode.InvalidRequest)]
    [InlineData("env-file-70k", SandboxErrorCode.InvalidRequest)]
    [InlineData("env-file-nul", SandboxErrorCode.StartFailed)]
    [InlineData("unknown-flag", SandboxErrorCode.InvalidRequest)]
    [InlineData("unknown-shorthand-flag", SandboxErrorCode.InvalidRequest)]
    [InlineData("unknown-user", SandboxErrorCode.InvalidRequest)]
    [InlineData("unknown-group", SandboxErrorCode.InvalidRequest)]
    [InlineData("bad-pids", SandboxErrorCode.InvalidRequest)]
    [InlineData("gpus-all", SandboxErrorCode.Unsupported)]
    public void Classify_EveryVersionsTextForOneCause_IsThatCause(string cases, SandboxErrorCode expected) => Failures.ShouldAllBe(cases, expected);

    [Theory]
    [InlineData(SandboxErrorCode.NameTaken, "name-conflict", "retry-other-port")]
    [InlineData(SandboxErrorCode.PortUnavailable, "port-", "cidfile-port-conflict")]
    public void Classify_AnyOtherFailure_IsNotTakenForAConflict(SandboxErrorCode code, string cases, string others) =>
        Failures.ShouldBeOnly(code, cases, others);

    [Fact]
    public void Classify_PrivilegedPortOfARootlessEngine_IsNotAConflict()
    {
        var failure = Captures.Get("docker-29.7.2-rootless", "port-privileged");

        Errors.Classify(failure.Stderr).Should().Be(SandboxErrorCode.StartFailed);
    }

    [Fact]
    public void Classify_RetryUnderAHeldName_IsNameTaken()
    {
        var retries = Failures.All.Where(failure => failure.Case.Contains("norm.retry-other-port", StringComparison.Ordinal)).ToList();

        retries.Should().NotBeEmpty().And.OnlyContain(capture => Errors.Classify(capture.Stderr) == SandboxErrorCode.NameTaken);
    }

    [Theory]
    [InlineData("docker: Error response from daemon: Ports are not available: exposing port TCP 0.0.0.0:8080 -> 0.0.0.0:0: command failed.")]
    [InlineData("ports are not available: exposing port TCP 127.0.0.1:8080 -> 127.0.0.1:0: listen tcp 127.0.0.1:8080: bind: address already in use")]
    [InlineData("bind: An attempt was made to access a socket in a way forbidden by its access permissions.")]
    [InlineData("bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.")]
    [InlineData("DRIVER FAILED: BIND FOR 127.0.0.1:8080 FAILED: PORT IS ALREADY ALLOCATED")]
    public void Classify_PortTextOfDockerDesktop_IsPortUnavailable(string text) =>
        Errors.Classify(text).Should().Be(SandboxErrorCode.PortUnavailable);

    [Fact]
    public void Classify_MountThatTheKernelRefuses_IsAFailedStartAndNoBadFlag() =>
        Errors.Classify(
            "docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create "
            + "failed: unable to start container process: error during container init: error mounting \"/data\" to rootfs at \"/data\": mount "
            + "/data:/data (via /proc/self/fd/6), flags=0x44000: invalid argument: unknown\n").Should().Be(SandboxErrorCode.StartFailed);

    [Fact]
    public void Classify_PullWithoutAnAddressToCallFrom_IsNotABadPort() =>
        Errors.Classify("Error response from daemon: Get \"https://ghcr.io/v2/\": dial tcp [2606:50c0::1]:443: connect: cannot assign requested address\n")
            .Should().Be(SandboxErrorCode.CommandFailed);

    [Theory]
    [InlineData("OCI runtime create failed: exec: \"nope\": executable file not found in $PATH: unknown", SandboxErrorCode.StartFailed)]
    [InlineData("Conflict. The container name \"/x\" is already in use by container \"1\".", SandboxErrorCode.NameTaken)]
    [InlineData("invalid mount config for type \"bind\": bind source path does not exist: /p", SandboxErrorCode.InvalidRequest)]
    [InlineData("unable to find user nobody: no matching entries in passwd file", SandboxErrorCode.InvalidRequest)]
    [InlineData("could not select device driver \"\" with capabilities: [[gpu]]", SandboxErrorCode.Unsupported)]
    public void Classify_FailureAfterAPullThatWorked_IsThatFailure(string error, SandboxErrorCode expected) =>
        Errors.Classify(
            "Unable to find image 'sandbox:test' locally\ntest: Pulling from library/sandbox\nStatus: Downloaded newer image for sandbox:test\n"
            + $"docker: Error response from daemon: {error}\n").Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("something nobody has seen before")]
    [InlineData("failed to bind host port: cannot say why")]
    public void Classify_UnknownText_IsNoGuess(string text) => Errors.Classify(text).Should().Be(SandboxErrorCode.CommandFailed);

    [Fact]
    public void Classify_EveryFailureOfOurCommands_HasAVerdict()
    {
        var without = Failures.WithoutVerdict("ctr-research-none", "ctr-research-y", "sbx:test");

        CapturedFailures.Texts(without).ForEach(output.WriteLine);

        // Options that are never passed, a program that was killed in the foreground without a word, and "pull", which fails for the image alone:
        // what no row knows is ImageNotFound there.
        string[] expected =
        [
            "bad-env-file", "cidfile-exists", "cidfile-unwritable", "ps-filter-nosuch=1", "ps-filter-status=nosuch", "oom-rm",
            "pull-registry-refused", "pull-registry-unresolvable",
        ];
        without.Select(failure => failure.Case).Distinct().Should().BeEquivalentTo(expected);
    }

    [Theory]
    [InlineData("container-inspect-missing")]
    [InlineData("logs-missing")]
    [InlineData("stop-missing")]
    [InlineData("wait-missing")]
    [InlineData("rm-missing")]
    public void SayAbsent_MissingContainerOfAnyVersion_IsTrue(string name) =>
        CapturedFailures.ShouldSayAbsent(Errors, Captures.Docker, name);

    [Fact]
    public void SayAbsent_DeadOrForbiddenDaemonOfAnyVersion_IsFalse()
    {
        var answers = Captures.Docker.Where(capture => capture.Case.StartsWith("daemon-", StringComparison.Ordinal)).ToList();

        answers.Should().HaveCountGreaterThan(40);
        CapturedFailures.Texts(answers.Where(answer => Errors.SayAbsent(answer.Stderr, ["ctr-research-none", "x", ""]))).Should().BeEmpty();
    }

    [Fact]
    public void SayAbsent_AnyOtherFailure_IsFalse()
    {
        var answers = Failures.All
            .Where(failure => !failure.Stderr.Contains("no such container", StringComparison.OrdinalIgnoreCase));

        CapturedFailures.Texts(answers.Where(answer => Errors.SayAbsent(answer.Stderr, ["ctr-research-none", "ctr-research-y"]))).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Error response from daemon: No such container: other")]
    [InlineData("Error response from daemon: No such container: mine2")]
    [InlineData("Error response from daemon: No such container: mine\nError response from daemon: server error")]
    [InlineData("helper not found in PATH")]
    [InlineData("WARNING: Error parsing config file")]
    [InlineData("")]
    public void SayAbsent_NotTheContainerThatWasAskedFor_IsFalse(string text) =>
        Errors.SayAbsent(text, ["mine"]).Should().BeFalse();

    [Theory]
    [InlineData("Error response from daemon: No such container: mine\n")]
    [InlineData("error response from daemon: no such container: mine")]
    [InlineData("Error: No such container: mine\r\n")]
    [InlineData("Error response from daemon: No such container: mine\nError response from daemon: No such container: yours\n")]
    public void SayAbsent_EveryLineNamesOneAskedFor_IsTrue(string text) => Errors.SayAbsent(text, ["mine", "yours"]).Should().BeTrue();

    [Fact]
    public void SayAbsent_WarningAboutTheClientsConfiguration_DoesNotHideTheAnswer()
    {
        var warning = Captures.Get("docker-29.7.2", "config-json-broken").Stderr;

        Errors.SayAbsent(warning + "Error response from daemon: No such container: mine\n", ["mine"]).Should().BeTrue();
    }

    [Fact]
    public void SayRemovalInProgress_TextOfAnyVersion_IsTrue()
    {
        var answers = Captures.Docker.Where(capture => capture.Case == "rm-f-in-progress").ToList();

        answers.Should().HaveCountGreaterThan(2).And.OnlyContain(answer => Errors.SayRemovalInProgress(answer.Stderr));
    }
}
