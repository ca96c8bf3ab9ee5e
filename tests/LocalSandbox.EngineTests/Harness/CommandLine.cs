using System.Diagnostics;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>Runs a runtime's command line without any code of the library.</summary>
internal static class CommandLine
{
    /// <summary>Runs it and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(string executable, params string[] arguments)
    {
        var (exitCode, output, error) = await TryRunAsync(executable, arguments);
        return exitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{executable} {string.Join(' ', arguments)}: exit code {exitCode}: {error}");
    }

    public static async Task<(int ExitCode, string Output, string Error)> TryRunAsync(string executable, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
