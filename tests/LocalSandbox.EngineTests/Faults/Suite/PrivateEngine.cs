using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>An engine of the test's own, run by <c>eng/private-engine.sh</c>, that may be stopped and killed.</summary>
internal sealed class PrivateEngine : IAsyncDisposable
{
    private static readonly string ScriptPath = typeof(PrivateEngine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "PrivateEnginePath").Value!;

    // Not under a longer folder for temporary files: the paths of its sockets have a limit.
    private readonly string _folder = "/tmp/lst-engine-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>Gets its address, as DOCKER_HOST takes it.</summary>
    public string Host => $"unix://{_folder}/docker.sock";

    /// <summary>Runs one command of the script: start, halt, kill or restart.</summary>
    public async Task DoAsync(string command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(ScriptPath, [command, _folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"private-engine.sh {command}: {await output}{await error}");
        }
    }

    public Task<string> DockerAsync(params string[] arguments) => DockerCli.RunAsync(["-H", Host, .. arguments]);

    public async ValueTask DisposeAsync() => await DoAsync("stop");
}
