using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

/// <summary>The diagnosis of command lines that really hang; no engine is asked.</summary>
public sealed class DiagnosisLimitTests : SandboxTest
{
    /// <summary>Three seconds are promised; as many again are for a machine that is busy with other tests.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(6);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lst-diagnosis-");

    [Theory]
    [InlineData("runtime", "exec sleep 20")]
    [InlineData("engine", "case $1 in --version) echo 'Docker version 28.2.2, build 1' ;; *) sleep 20 & wait ;; esac")]
    public async Task RunAsync_CommandLineThatHangs_SaysSoWithinTheLimit(string name, string script)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The command line is a shell script.
        }

        var path = await Script.WriteAsync(Path.Combine(_folder.FullName, "docker"), "/bin/sh", script);
        var backend = NewBackend(options => (options.RuntimePath, options.LockFolder) = (path, Path.Combine(_folder.FullName, "locks")));
        var watch = Stopwatch.StartNew();

        var diagnosis = await new SandboxDiagnostics(backend).RunAsync();

        watch.Elapsed.Should().BeLessThan(Bound);
        var check = diagnosis.Checks.Single(check => check.Name == name);
        check.Status.Should().Be(SandboxCheckStatus.Failed);
        check.Hint.Should().NotBeNullOrEmpty();
        diagnosis.Checks.Where(check => check.Name is "port" or "locks").Should().OnlyContain(check => check.Status == SandboxCheckStatus.Passed);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
