namespace LocalSandbox.AppleEmulator.CommandLine;

/// <summary>The parser's refusal, with exit code 64 and nothing on standard output.</summary>
internal sealed class UsageFailure(string error, string? usage = null)
    : Exception(usage is null ? $"Error: {error}" : $"Error: {error}\nUsage: {usage}\n  See '{string.Join(' ', usage.Split(' ').TakeWhile(word => word[0] is not ('[' or '<')))} --help' for more information.");
