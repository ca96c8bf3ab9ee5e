using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>Another host process with a backend of its own.</summary>
internal static class Peer
{
    /// <summary>Gets the program, to be run by <c>dotnet</c>.</summary>
    public static string Assembly { get; } = typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "PeerPath").Value!;

    public static Task<T?> AskAsync<T>(string operation, string prefix, int basePort, string id, params string[] variables) =>
        AskAsync<T>(operation, prefix, basePort, id, variables, new Dictionary<string, string>());

    /// <summary>Runs the peer; <paramref name="environment"/> is set in the peer's own process, <paramref name="variables"/> in the sandbox.</summary>
    public static async Task<T?> AskAsync<T>(
        string operation, string prefix, int basePort, string id, IEnumerable<string> variables, IReadOnlyDictionary<string, string> environment)
    {
        string[] arguments = [Assembly, operation, Engine.Image, prefix, basePort.ToString(CultureInfo.InvariantCulture), id, .. variables];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(await output)
            : throw new InvalidOperationException($"The peer failed with exit code {process.ExitCode}: {await error}");
    }
}
