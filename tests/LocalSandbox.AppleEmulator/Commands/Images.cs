using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>The images on this machine and in the one registry there is.</summary>
internal static class Images
{
    private static readonly string[] Defaults = ["localsandbox/test-sandbox:1 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    /// <summary>Gets the environment that an image sets, or null when it is not on this machine.</summary>
    public static IReadOnlyList<string>? FindLocal(EmulatorHome home, string reference) =>
        Find(home.ReadLines("images") is { Count: > 0 } lines ? lines : Defaults, reference);

    public static void Pull(EmulatorHome home, string reference)
    {
        var line = home.ReadLines("registry").FirstOrDefault(line => Normalize(line.Split(' ')[0]) == Normalize(reference));
        if (line is null)
        {
            var normalized = Normalize(reference);
            var registry = normalized[..normalized.IndexOf('/')];
            var (repository, tag) = (normalized[(registry.Length + 1)..normalized.LastIndexOf(':')], normalized[(normalized.LastIndexOf(':') + 1)..]);
            var host = registry == "docker.io" ? "registry-1.docker.io" : registry;
            throw new CliFailure(
                "internalError",
                $"HTTP request to https://{host}/v2/{repository}/manifests/{tag} failed with response: {(registry == "docker.io" ? "401 Unauthorized" : "404 Not Found")}. Reason: Unknown");
        }

        if (home.ReadLines("images").Count == 0)
        {
            home.AddLine("images", Defaults[0]);
        }

        home.AddLine("images", line);
    }

    public static string Normalize(string reference)
    {
        var first = reference.Split('/')[0];
        var hasRegistry = reference.Contains('/') && (first.Contains('.') || first.Contains(':') || first == "localhost");
        var full = hasRegistry ? reference : reference.Contains('/') ? $"docker.io/{reference}" : $"docker.io/library/{reference}";
        return full[full.LastIndexOf('/')..].Contains(':') ? full : full + ":latest";
    }

    private static string[]? Find(IEnumerable<string> lines, string reference) =>
        lines.Select(line => line.Split(' ')).FirstOrDefault(words => Normalize(words[0]) == Normalize(reference))?[1..];
}
