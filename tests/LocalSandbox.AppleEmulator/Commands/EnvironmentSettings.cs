using System.Text;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>Combines the environment of the image, of files and of options.</summary>
internal static class EnvironmentSettings
{
    /// <summary>Foundation's set of newlines.</summary>
    private static readonly char[] LineBreaks = ['\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029'];

    public static List<string> Read(IReadOnlyList<string> image, IReadOnlyList<string> files, IReadOnlyList<string> options, CliVersion version)
    {
        // Up to 1.1.0 bare names of the image were filled from the command line's own environment.
        var combined = version.IsAtLeast(1, 2) ? image.Where(variable => variable.Contains('=')).ToList() : Fill(image, version);
        foreach (var file in files)
        {
            combined.AddRange(ReadFile(file, version));
        }

        combined.AddRange(Fill(options, version));
        return version.IsAtLeast(0, 10) ? [.. combined.GroupBy(variable => variable.Split('=')[0]).Select(same => same.Last())] : combined;
    }

    private static List<string> Fill(IEnumerable<string> variables, CliVersion version)
    {
        var filled = new List<string>();
        foreach (var variable in variables)
        {
            // Up to 0.7.1 "K=" was taken for a bare "K", looked for under that very name, and dropped.
            var isBare = version.IsAtLeast(0, 8) ? !variable.Contains('=') : variable.Split('=', StringSplitOptions.RemoveEmptyEntries).Length == 1;
            if (!isBare)
            {
                filled.Add(variable);
            }
            else if (Environment.GetEnvironmentVariable(variable) is { } value)
            {
                filled.Add($"{variable}={value}");
            }
        }

        return filled;
    }

    private static IEnumerable<string> ReadFile(string path, CliVersion version)
    {
        if (!version.IsAtLeast(0, 8) && (!File.Exists(path) || path.StartsWith("/dev/", StringComparison.Ordinal)))
        {
            throw new CliFailure("notFound", $"envfile at {path} not found");
        }

        string text;
        try
        {
            using var file = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            text = file.ReadToEnd();
        }
        catch (IOException)
        {
            throw new CliFailure("invalidArgument", $"failed to read envfile at {path}");
        }

        foreach (var line in text.Split(LineBreaks).Select(line => line.TrimStart()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var equals = line.IndexOf('=');
            var name = equals < 0 ? line : line[..equals];
            if (name.Length == 0)
            {
                throw new CliFailure("invalidArgument", $"no variable name on line '{line}'");
            }

            if (name.AsSpan().ContainsAny(" \t"))
            {
                throw new CliFailure("invalidArgument", $"variable '{name}' contains whitespaces");
            }

            if (equals >= 0)
            {
                yield return line;
            }
            else if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                yield return $"{name}={value}";
            }
        }
    }
}
