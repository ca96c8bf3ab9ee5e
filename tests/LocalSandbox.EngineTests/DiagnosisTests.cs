using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

/// <summary>The diagnosis names what is wrong with a real engine in its own check, with what to do about it.</summary>
public sealed class DiagnosisTests : EngineTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lst-diagnosis-");

    [EngineFact]
    public async Task RunAsync_EngineThatAnswers_IsWell()
    {
        var diagnosis = await new SandboxDiagnostics(NewBackend()).RunAsync();

        Check(diagnosis, "engine").Status.Should().Be(SandboxCheckStatus.Passed, diagnosis.ToString());
        Check(diagnosis, "engine").Message.Should().Contain(" and runs ");
        Check(diagnosis, "permission").Status.Should().Be(SandboxCheckStatus.Passed);
    }

    [EngineFact]
    public async Task RunAsync_NoSocket_SaysHowToStartTheEngine()
    {
        var runner = InterceptingRunner.WithVariable("DOCKER_HOST", $"unix://{_folder.FullName}/none.sock");

        var diagnosis = await new SandboxDiagnostics(NewBackend(runner: runner)).RunAsync();

        Check(diagnosis, "engine").Status.Should().Be(SandboxCheckStatus.Failed);
        Check(diagnosis, "engine").Message.Should().Contain("none.sock");
        Check(diagnosis, "engine").Hint.Should().Contain("systemctl start docker");
        Check(diagnosis, "permission").Status.Should().Be(SandboxCheckStatus.Skipped, "nobody was asked");
    }

    [EngineFact(Needs = Needs.Root)]
    public async Task RunAsync_UserWithoutAccessToTheSocket_FailsThePermissionCheck()
    {
        var path = await Script.WriteAsync(
            Path.Combine(_folder.FullName, "docker"), "/bin/sh", "exec setpriv --reuid 65534 --regid 65534 --clear-groups docker \"$@\"");

        var diagnosis = await new SandboxDiagnostics(NewBackend(options => options.RuntimePath = path)).RunAsync();

        Check(diagnosis, "engine").Status.Should().Be(SandboxCheckStatus.Failed);
        Check(diagnosis, "permission").Status.Should().Be(SandboxCheckStatus.Failed, diagnosis.ToString());
        Check(diagnosis, "permission").Hint.Should().Contain("group");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static SandboxCheck Check(SandboxDiagnosis diagnosis, string name) => diagnosis.Checks.Single(check => check.Name == name);
}
