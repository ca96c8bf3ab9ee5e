using System.Diagnostics;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>The docker command line started as plainly as .NET can; no code of the library.</summary>
internal static class DockerCommand
{
    /// <summary>
    /// Runs <c>docker</c> and returns what it printed. A command that has begun is waited for in any case: what it makes must be there to be
    /// removed when the run is broken off.
    /// </summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Process.Start(
            new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"docker {arguments[0]}: exit code {process.ExitCode}: {(await error).Trim()}");
    }

    public static async Task<IReadOnlyList<string>> LinesAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        (await RunAsync(arguments, cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
