namespace LocalSandbox.AppleEmulator.CommandLine;

/// <summary>An option of a command.</summary>
/// <param name="Names">Its spellings, the one that values are kept under first.</param>
/// <param name="Kind">What may follow it.</param>
internal sealed record Option(string[] Names, OptionKind Kind)
{
    /// <summary>Gets the first version that knows it.</summary>
    public CliVersion Since { get; init; } = new(0, 6, 0);

    /// <summary>Gets the first version that does not know it any more.</summary>
    public CliVersion? Until { get; init; }

    /// <summary>Gets what a value may be.</summary>
    public Func<CliVersion, string[]>? Choices { get; init; }

    public bool IsKnownTo(CliVersion version) =>
        version.IsAtLeast(Since.Major, Since.Minor, Since.Patch) && (Until is null || !version.IsAtLeast(Until.Major, Until.Minor, Until.Patch));

    public static Option Flag(params string[] names) => new(names, OptionKind.Flag);

    public static Option Text(params string[] names) => new(names, OptionKind.Text);

    public static Option Number(params string[] names) => new(names, OptionKind.Number);
}
