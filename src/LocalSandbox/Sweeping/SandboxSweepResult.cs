namespace LocalSandbox;

/// <summary>What a sweep did.</summary>
/// <param name="Sandboxes">Every sandbox that was there, in no particular order.</param>
public sealed record SandboxSweepResult(IReadOnlyList<SweptSandbox> Sandboxes)
{
    /// <summary>Gets those that were removed.</summary>
    public IEnumerable<SweptSandbox> Removed => Sandboxes.Where(sandbox => sandbox.IsRemoved);

    /// <summary>Gets those that were kept because they are in use, or may be found again.</summary>
    public IEnumerable<SweptSandbox> Kept => Sandboxes.Where(sandbox => !sandbox.IsRemoved && sandbox.Use is not SandboxUse.Undecided);

    /// <summary>Gets those that were kept because nothing could be decided about them.</summary>
    public IEnumerable<SweptSandbox> Undecided => Sandboxes.Where(sandbox => sandbox.Use is SandboxUse.Undecided);
}
