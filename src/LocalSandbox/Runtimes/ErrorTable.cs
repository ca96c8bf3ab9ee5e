namespace LocalSandbox.Runtimes;

/// <summary>
/// What a runtime's error texts mean. The first row whose fragments all occur wins, without regard to case, because engines change that
/// between versions.
/// </summary>
internal sealed class ErrorTable(params ErrorRow[] rows)
{
    public IReadOnlyList<ErrorRow> Rows => rows;

    /// <summary>Finds what an error text means; <see cref="SandboxErrorCode.CommandFailed"/> when it is not known, never a guess.</summary>
    public SandboxErrorCode Classify(string text) => Find(text)?.Code ?? SandboxErrorCode.CommandFailed;

    /// <summary>Finds the row that decides about an error text; null when none does.</summary>
    public ErrorRow? Find(string text) =>
        Array.Find(rows, row => row.Fragments.All(fragment => text.Contains(fragment, StringComparison.OrdinalIgnoreCase)));
}
