namespace LocalSandbox.Tests.Fakes;

/// <summary>What an engine really answered to one command.</summary>
internal sealed record Capture(string File, string Case, string Command, int ExitCode, string Stdout, string Stderr)
{
    /// <summary>The sub-command, such as "run" or "container inspect"; empty where the capture does not name one.</summary>
    public string Verb
    {
        get
        {
            var words = Command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var docker = Array.FindIndex(words, word => word is "docker" or "podman" || word.StartsWith("docker-", StringComparison.Ordinal));
            var verb = docker < 0 ? [] : words.Skip(docker + 1).SkipWhile(word => word.StartsWith('-') || word == "ctr-nope").Take(2).ToArray();
            return verb switch
            {
                ["container" or "image", var what] => $"{verb[0]} {what}",
                [var first, ..] => first,
                _ => "",
            };
        }
    }

    public override string ToString() => $"{File}/{Case}: '{Command}' ended with {ExitCode}: {Stderr.Trim()}";
}
