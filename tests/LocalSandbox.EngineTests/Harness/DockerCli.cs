using System.Text.Json;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>Looks at the engine from outside, without any code of the library.</summary>
internal static class DockerCli
{
    public const string PrefixLabel = "io.localsandbox.prefix";

    /// <summary>Carried by containers that a test makes itself, so that they are cleaned up although they are foreign to the library.</summary>
    public const string OwnerLabel = "localsandbox-test-owner";

    /// <summary>Runs <c>docker</c> and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static Task<string> RunAsync(params string[] arguments) => CommandLine.RunAsync("docker", arguments);

    public static Task<(int ExitCode, string Output, string Error)> TryRunAsync(params string[] arguments) => CommandLine.TryRunAsync("docker", arguments);

    public static async Task<JsonElement> InspectAsync(string nameOrId)
    {
        using var document = JsonDocument.Parse(await RunAsync("container", "inspect", nameOrId));
        return document.RootElement[0].Clone();
    }

    public static async Task<bool> ExistsAsync(string nameOrId) => (await TryRunAsync("container", "inspect", nameOrId)).ExitCode == 0;

    /// <summary>Names all containers with a label, in whatever state.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(string label, string value) =>
        Lines(await RunAsync("ps", "-a", "--no-trunc", "--filter", $"label={label}={value}", "--format", "{{.Names}} {{.State}}"));

    public static async Task RemoveAllAsync(string label, string value)
    {
        foreach (var id in Lines(await RunAsync("ps", "-a", "-q", "--no-trunc", "--filter", $"label={label}={value}")))
        {
            // One that ends by itself meanwhile is no failure.
            await TryRunAsync("rm", "-f", "-v", id);
        }
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
