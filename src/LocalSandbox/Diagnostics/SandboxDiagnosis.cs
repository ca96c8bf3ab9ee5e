namespace LocalSandbox;

/// <summary>Everything that sandboxes need, and how it is.</summary>
/// <param name="Checks">The checks, in an order in which mending them makes sense; always the same ones.</param>
public sealed record SandboxDiagnosis(IReadOnlyList<SandboxCheck> Checks)
{
    /// <summary>Gets a value indicating whether nothing keeps sandboxes from being used; warnings do not.</summary>
    public bool CanUseSandboxes => Checks.All(check => check.Status is not SandboxCheckStatus.Failed);

    /// <summary>Puts the diagnosis in lines for people.</summary>
    /// <returns>A line for each check.</returns>
    public override string ToString() => string.Join(Environment.NewLine, Checks);
}
