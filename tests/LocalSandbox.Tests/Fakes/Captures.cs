using System.Text.Json;

namespace LocalSandbox.Tests.Fakes;

/// <summary>The captured output of the engines, one file per version.</summary>
internal static class Captures
{
    private static readonly Lazy<IReadOnlyList<Capture>> Every = new(Load);

    public static IReadOnlyList<Capture> All => Every.Value;

    /// <summary>Gets those of the docker command line, cross-version ones included.</summary>
    public static IReadOnlyList<Capture> Docker =>
        [.. All.Where(capture => !capture.File.StartsWith("podman", StringComparison.Ordinal))];

    public static IReadOnlyList<Capture> Podman => [.. All.Where(capture => capture.File.StartsWith("podman", StringComparison.Ordinal))];

    public static Capture Get(string file, string name) => All.Single(capture => capture.File == file && capture.Case == name);

    private static List<Capture> Load()
    {
        var captures = new List<Capture>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Captures"), "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            captures.AddRange(document.RootElement.GetProperty("cases").EnumerateObject().Select(one => new Capture(
                Path.GetFileNameWithoutExtension(path),
                one.Name,
                one.Value.GetProperty("command").GetString()!,
                one.Value.GetProperty("exitCode").GetInt32(),
                one.Value.GetProperty("stdout").GetString()!,
                one.Value.GetProperty("stderr").GetString()!)));
        }

        return captures;
    }
}
