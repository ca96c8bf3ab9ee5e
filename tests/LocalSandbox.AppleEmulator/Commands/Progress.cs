using LocalSandbox.AppleEmulator.CommandLine;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>What is written about progress where standard error is no terminal: plain lines, from 0.12.0 on.</summary>
internal static class Progress
{
    public static void Write(ParsedArguments parsed, CliVersion version, string line)
    {
        if (version.IsAtLeast(0, 12) && parsed.Last("--progress") != "none")
        {
            Console.Error.WriteLine(line);
        }
    }
}
