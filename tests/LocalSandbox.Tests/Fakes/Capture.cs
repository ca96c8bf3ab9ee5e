namespace LocalSandbox.Tests.Fakes;

/// <summary>What an engine really answered to one command.</summary>
internal sealed record Capture(string File, string Case, string Command, int ExitCode, string Stdout, string Stderr)
{
    /// <summary>What is followed by a value where it stands before the sub-command: that value is none.</summary>
    private static readonly string[] OptionsWithValue = ["--connection", "--context", "--host", "--url", "-H", "-c"];

    private static readonly string[] Engines = ["docker", "podman"];

    /// <summary>The sub-command, such as "run" or "container inspect"; empty where the capture does not name one.</summary>
    public string Verb
    {
        get
        {
            var words = Command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var engine = Array.FindIndex(words, IsCommandLine);
            return engine < 0 ? "" : AfterOptions(words.AsSpan(engine + 1)) switch
            {
                ["container" or "image" or "system" or "volume" or "network", var what, ..] two => $"{two[0]} {what}",
                [var verb, ..] => verb,
                [] => "",
            };
        }
    }

    public override string ToString() => $"{File}/{Case}: '{Command}' ended with {ExitCode}: {Stderr.Trim()}";

    /// <summary>The command line, or the script that ran one of a version ("docker-29.7.2").</summary>
    private static bool IsCommandLine(string word) =>
        Array.Exists(Engines, engine => word == engine || word.StartsWith(engine + "-", StringComparison.Ordinal));

    private static ReadOnlySpan<string> AfterOptions(ReadOnlySpan<string> words)
    {
        while (words is [['-', ..] option, ..])
        {
            words = words[Math.Min(words.Length, OptionsWithValue.Contains(option) ? 2 : 1)..];
        }

        return words;
    }
}
