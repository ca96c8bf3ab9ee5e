namespace LocalSandbox;

/// <summary>One thing that sandboxes need, and how it is.</summary>
/// <param name="Name">What was looked at: <c>runtime</c>, <c>engine</c>, <c>permission</c>, <c>image</c>, <c>port</c>, <c>locks</c>, <c>disk</c> or <c>sandboxes</c>.</param>
/// <param name="Status">How it is.</param>
/// <param name="Message">What was found.</param>
/// <param name="Hint">How to mend it; <see langword="null"/> where there is nothing to mend.</param>
public sealed record SandboxCheck(string Name, SandboxCheckStatus Status, string Message, string? Hint = null)
{
    /// <summary>Puts the check in a line for people.</summary>
    /// <returns>Status, name, message and hint.</returns>
    public override string ToString()
    {
        var sign = Status switch
        {
            SandboxCheckStatus.Passed => "ok     ",
            SandboxCheckStatus.Warning => "warning",
            SandboxCheckStatus.Failed => "FAILED ",
            _ => "skipped",
        };
        return Hint is null ? $"{sign} {Name}: {Message}" : $"{sign} {Name}: {Message} {Hint}";
    }
}
