namespace LocalSandbox.AppleEmulator.CommandLine;

/// <summary>The arguments of one command, sorted.</summary>
internal sealed class ParsedArguments(ILookup<string, string> values, IReadOnlyList<string> positionals)
{
    public IReadOnlyList<string> Positionals => positionals;

    public bool Has(string option) => values.Contains(option);

    public string? Last(string option) => values[option].LastOrDefault();

    public IReadOnlyList<string> All(string option) => [.. values[option]];
}
