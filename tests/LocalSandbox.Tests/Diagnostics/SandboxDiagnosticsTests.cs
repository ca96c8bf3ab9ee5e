using System.Net;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Diagnostics;

public sealed class SandboxDiagnosticsTests : IDisposable
{
    private static readonly string[] Names = ["runtime", "engine", "permission", "image", "port", "locks", "disk", "sandboxes"];

    private readonly BackendFixture _fixture = new();
    private readonly TemporaryFolder _storage = new();

    public SandboxDiagnosticsTests() => _fixture.Engine.StorageFolder = _storage.Path;

    /// <summary>Gets what <c>info</c> answers while nobody listens; captured with the command line of each version, the service stopped.</summary>
    public static TheoryData<int, string, string> DownOfEachVersion => OfEachVersion(
        "Cannot connect to the Docker daemon at unix:///nonexistent.sock. Is the docker daemon running?");

    /// <summary>Gets what <c>info</c> answers to a user without rights to the socket.</summary>
    public static TheoryData<int, string, string> ForbiddenOfEachVersion => OfEachVersion(
        "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: "
            + "Get \"http://%2Fvar%2Frun%2Fdocker.sock/v1.50/info\": dial unix /var/run/docker.sock: connect: permission denied");

    [Fact]
    public async Task RunAsync_EverythingWell_NamesWhatItFound()
    {
        _fixture.Engine.AddSandbox("one").Created = "2026-11-23T07:00:00Z";

        var diagnosis = await RunAsync();

        diagnosis.CanUseSandboxes.Should().BeTrue();
        diagnosis.Checks.Select(check => check.Name).Should().Equal(Names);
        diagnosis.Checks.Should().OnlyContain(check => check.Status == SandboxCheckStatus.Passed && check.Hint == null);
        Message(diagnosis, "runtime").Should().Contain("docker").And.Contain("Docker version 29.7.2");
        Message(diagnosis, "engine").Should().Contain("29.7.2").And.Contain("linux/amd64");
        Message(diagnosis, "image").Should().Contain("sandbox:test").And.Contain("linux/amd64");
        Message(diagnosis, "port").Should().Contain("23000 of 127.0.0.1");
        Message(diagnosis, "disk").Should().Contain(_fixture.Engine.StorageFolder);
        Message(diagnosis, "sandboxes").Should().Contain("1 running");
    }

    [Fact]
    public async Task RunAsync_NoRuntime_FailsInOneLineAndSkipsWhatNeedsIt()
    {
        _fixture.Runner.Next("--version", Replies.Throws(() => new System.ComponentModel.Win32Exception(2)));

        var diagnosis = await RunAsync();

        diagnosis.CanUseSandboxes.Should().BeFalse();
        Statuses(diagnosis).Should().Equal("Failed", "Skipped", "Skipped", "Skipped", "Passed", "Passed", "Skipped", "Skipped");
        diagnosis.Checks[0].Message.Should().Contain("'docker' was not found");
        diagnosis.Checks[0].Hint.Should().Contain("Install it").And.Contain("Podman", "it is not looked for by itself");
    }

    [Theory]
    [MemberData(nameof(DownOfEachVersion))]
    public async Task RunAsync_EngineDown_SaysHowToStartIt(int exitCode, string output, string error)
    {
        _fixture.Runner.Next("info", Replies.Result(exitCode, output, error));

        var diagnosis = await RunAsync();

        Statuses(diagnosis).Should().Equal("Passed", "Failed", "Skipped", "Skipped", "Passed", "Passed", "Skipped", "Skipped");
        diagnosis.Checks[1].Hint.Should().Contain("systemctl start docker");
        diagnosis.Checks[1].Message.Should().Contain("Is the docker daemon running?");
        diagnosis.Checks[1].Message.Should().NotContain(diagnosis.Checks[1].Hint!, "it is said once");
    }

    [Theory]
    [MemberData(nameof(ForbiddenOfEachVersion))]
    public async Task RunAsync_NoPermission_FailsTwiceAndNamesTheUser(int exitCode, string output, string error)
    {
        _fixture.Runner.Next("info", Replies.Result(exitCode, output, error));

        var diagnosis = await RunAsync();

        Check(diagnosis, "engine").Status.Should().Be(SandboxCheckStatus.Failed);
        Check(diagnosis, "engine").Message.Should().Contain("connect: permission denied").And.NotContain("config file");
        Check(diagnosis, "permission").Status.Should().Be(SandboxCheckStatus.Failed);
        Check(diagnosis, "permission").Message.Should().Contain(Environment.UserName);
        Check(diagnosis, "permission").Hint.Should().Contain("group");
    }

    [Theory]
    [InlineData("false/false/false", "Memory, Cpus and PidsLimit")]
    [InlineData("true/true/false", "PidsLimit")]
    [InlineData("false/true/false", "Memory and PidsLimit")]
    public async Task RunAsync_EngineThatIgnoresLimits_IsAWarningThatNamesTheOptions(string limits, string named)
    {
        _fixture.Engine.Limits = limits;

        var diagnosis = await RunAsync();

        diagnosis.CanUseSandboxes.Should().BeTrue("sandboxes start, without a word about it");
        Check(diagnosis, "engine").Status.Should().Be(SandboxCheckStatus.Warning);
        Check(diagnosis, "engine").Message.Should().Contain("Version 29.7.2 answers").And.Contain($"does not enforce {named}.");
        Check(diagnosis, "engine").Hint.Should().Contain("version 2");
        Check(diagnosis, "image").Status.Should().Be(SandboxCheckStatus.Passed);
    }

    [Fact]
    public async Task RunAsync_EngineThatIgnoresLimitsNobodySets_IsWell()
    {
        _fixture.Engine.Limits = "false/false/false";
        _fixture.Options.Isolation = SandboxIsolation.Compatible;

        Check(await RunAsync(), "engine").Status.Should().Be(SandboxCheckStatus.Passed);
    }

    [Fact]
    public async Task RunAsync_EngineThatNamesNoFolder_AnswersAllTheSame()
    {
        _fixture.Engine.StorageFolder = "";

        var diagnosis = await RunAsync();

        Check(diagnosis, "engine").Status.Should().Be(SandboxCheckStatus.Passed);
        Check(diagnosis, "disk").Status.Should().Be(SandboxCheckStatus.Skipped);
    }

    [Fact]
    public async Task RunAsync_NoImage_IsAWarningThatNamesTheOption()
    {
        _fixture.Engine.HasImage = false;

        var diagnosis = await RunAsync();

        diagnosis.CanUseSandboxes.Should().BeTrue("the first create pulls it");
        Check(diagnosis, "image").Status.Should().Be(SandboxCheckStatus.Warning);
        Check(diagnosis, "image").Message.Should().Contain("sandbox:test");
        Check(diagnosis, "image").Hint.Should().Contain("Image");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{\"Id\": \"x\", \"Name\": \"/y\", \"State\": {\"Status\": \"running\"}}]")]
    [InlineData("{\"Id\": 1, \"Name\": [\"x\"], \"State\": \"running\"}")]
    public async Task RunAsync_CommandLineSaysSomethingElse_IsNeverTakenForAnAnswer(string output)
    {
        _fixture.Runner.Next("image", Replies.Ok(output));
        Check(await RunAsync(), "image").Status.Should().Be(SandboxCheckStatus.Failed);

        _fixture.Runner.Next("info", Replies.Ok(output));
        Check(await RunAsync(), "engine").Status.Should().Be(SandboxCheckStatus.Failed);
    }

    [Fact]
    public async Task RunAsync_ImageThatNamesNoPlatform_IsHere()
    {
        _fixture.Runner.Next("image", Replies.Ok("/\n"));

        var image = Check(await RunAsync(), "image");

        image.Status.Should().Be(SandboxCheckStatus.Passed);
        image.Message.Should().EndWith("is here.");
    }

    [Fact]
    public async Task RunAsync_ImageOfAnotherMachine_NamesBothArchitectures()
    {
        _fixture.Engine.ImageArchitecture = "arm64";

        var diagnosis = await RunAsync();

        Check(diagnosis, "image").Status.Should().Be(SandboxCheckStatus.Warning);
        Check(diagnosis, "image").Message.Should().Contain("linux/arm64").And.Contain("linux/amd64");
    }

    [Fact]
    public async Task RunAsync_NoFreePort_FailsAndNamesTheRange()
    {
        _fixture.Options.PortRange = 1;
        await _fixture.CreateAsync();

        var diagnosis = await RunAsync();

        Check(diagnosis, "port").Status.Should().Be(SandboxCheckStatus.Failed);
        Check(diagnosis, "port").Message.Should().Contain("23000 to 23000");
        Check(diagnosis, "port").Hint.Should().Contain("PortRange");
    }

    [Fact]
    public async Task RunAsync_EngineChoosesPorts_NeedsNone()
    {
        _fixture.Options.BasePort = 0;

        Check(await RunAsync(), "port").Message.Should().Contain("engine chooses");
    }

    [Fact]
    public async Task RunAsync_LeavesNoPortReservedAndNoLock()
    {
        await RunAsync();

        _fixture.Backend.ReservedPortCount.Should().Be(0);
        Directory.GetFiles(_fixture.Options.LockFolder!).Select(Path.GetFileName).Should().Equal("gate");
    }

    [Fact]
    public async Task RunAsync_LockFolderCannotBeUsed_FailsAndNamesIt()
    {
        await File.WriteAllTextAsync(_fixture.Options.LockFolder!, "");

        var check = Check(await RunAsync(), "locks");

        check.Status.Should().Be(SandboxCheckStatus.Failed);
        check.Message.Should().Contain(_fixture.Options.LockFolder!);
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task RunAsync_StorageOnAnotherMachine_IsSkipped()
    {
        _fixture.Engine.StorageFolder = "/no/such folder";

        Check(await RunAsync(), "disk").Status.Should().Be(SandboxCheckStatus.Skipped);
    }

    [Theory]
    [InlineData("dead", "could not be removed")]
    [InlineData("removing", "does not go")]
    [InlineData("created", "never started")]
    [InlineData("paused", "is paused")]
    [InlineData("restarting", "restarts")]
    [InlineData("meditating", "not known")]
    public async Task RunAsync_StuckSandbox_IsNamedWithItsReason(string state, string reason)
    {
        _fixture.Engine.AddSandbox("one", state).Created = "2026-11-23T07:00:00Z";
        _fixture.Engine.AddSandbox("two").Created = "2026-11-23T07:00:00Z";

        var check = Check(await RunWhileTimePassesAsync(), "sandboxes");

        check.Status.Should().Be(SandboxCheckStatus.Warning);
        check.Message.Should().Contain("local-sandbox-one").And.Contain(reason).And.NotContain("local-sandbox-two");
        check.Hint.Should().Contain("SandboxSweeper");
    }

    [Fact]
    public async Task RunAsync_SandboxThatDoesNotAnswer_IsNamedWithItsLastAnswer()
    {
        _fixture.Engine.AddSandbox("one").Created = "2026-11-23T07:00:00Z";
        _fixture.Health.Always = StubHealthHandler.Status(HttpStatusCode.InternalServerError);

        Check(await RunWhileTimePassesAsync(), "sandboxes").Message.Should().Contain("local-sandbox-one").And.Contain("500");
    }

    [Theory]
    [InlineData("running")]
    [InlineData("created")]
    public async Task RunAsync_SandboxThatIsStarting_IsNotStuck(string state)
    {
        _fixture.Engine.AddSandbox("one", state).Created = "2026-11-23T07:59:59Z";
        _fixture.Health.Always = StubHealthHandler.Hangs();

        Check(await RunAsync(), "sandboxes").Status.Should().Be(SandboxCheckStatus.Passed);
    }

    [Fact]
    public async Task RunAsync_ContainersOfOthers_AreNotLookedAt()
    {
        _fixture.Engine.AddSandbox("one", "dead", prefix: "another-host");

        Check(await RunAsync(), "sandboxes").Message.Should().StartWith("0 running, 0 ended");
    }

    [Theory]
    [InlineData("--version", "runtime")]
    [InlineData("info", "engine")]
    [InlineData("image", "image")]
    [InlineData("ps", "sandboxes")]
    public async Task RunAsync_CommandThatHangs_FailsWithinThreeSeconds(string verb, string name)
    {
        _fixture.Runner.Always(verb, Replies.Hangs());
        var before = _fixture.Clock.GetUtcNow();

        var diagnosis = await RunWhileTimePassesAsync();

        (_fixture.Clock.GetUtcNow() - before).Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(3));
        Check(diagnosis, name).Status.Should().Be(SandboxCheckStatus.Failed);
        Check(diagnosis, name).Message.Should().Contain("2.5 s");
        Check(diagnosis, name).Hint.Should().NotBeNull();
    }

    [Fact]
    public async Task RunAsync_CallerGivesUp_IsCanceled()
    {
        using var gone = new CancellationTokenSource();
        _fixture.Runner.Always("info", Replies.Hangs());
        _fixture.After(TimeSpan.FromSeconds(1), gone.Cancel);

        await _fixture.IsCanceledAsync(new SandboxDiagnostics(_fixture.Backend).RunAsync(gone.Token), gone.Token);
    }

    [Fact]
    public async Task ToString_OfADiagnosis_IsALineForEachCheck()
    {
        _fixture.Engine.IsDown = true;

        var lines = (await RunAsync()).ToString().Split(Environment.NewLine);

        lines.Should().HaveCount(Names.Length);
        lines[0].Should().StartWith("ok      runtime: ");
        lines[1].Should().StartWith("FAILED  engine: ");
    }

    public void Dispose()
    {
        _fixture.Dispose();
        _storage.Dispose();
    }

    /// <summary>20.10 has its error only among the fields, 26.1 there and on standard error, 28.2 and 28.5 only on standard error and in the exit code.</summary>
    private static TheoryData<int, string, string> OfEachVersion(string error)
    {
        const string warning = "WARNING: Error loading config file: /root/.docker/config.json: open /root/.docker/config.json: permission denied\n";
        return new TheoryData<int, string, string>
        {
            { 0, $"{error}\n\n", "" },
            { 0, $"{error}\n\n", warning },
            { 0, $"{error}\n\n", $"{error}\n" },
            { 1, "   false/false/false \n", $"{error}\n" },
            { 1, "   false/false/false \n", $"{warning}{error}\n" },
        };
    }

    private static SandboxCheck Check(SandboxDiagnosis diagnosis, string name) => diagnosis.Checks.Single(check => check.Name == name);

    private static string Message(SandboxDiagnosis diagnosis, string name) => Check(diagnosis, name).Message;

    private static IEnumerable<string> Statuses(SandboxDiagnosis diagnosis) => diagnosis.Checks.Select(check => check.Status.ToString());

    /// <summary>Diagnoses with the clock standing still: what looks at the disk takes real time, and must not be cut short by a clock that runs ahead.</summary>
    private Task<SandboxDiagnosis> RunAsync() => new SandboxDiagnostics(_fixture.Backend).RunAsync().AtOnceAsync();

    /// <summary>Diagnoses while time passes; whether port, locks and disk are seen in time is then not certain.</summary>
    private Task<SandboxDiagnosis> RunWhileTimePassesAsync() => _fixture.Clock.RunAsync(new SandboxDiagnostics(_fixture.Backend).RunAsync());
}
