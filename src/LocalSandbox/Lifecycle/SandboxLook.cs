namespace LocalSandbox.Lifecycle;

/// <summary>
/// A look at containers, or a create, that is under way. What it finds is of its own time and must not overrule what this process has learnt
/// meanwhile, so it tells what was known when it began, and collects what is proven gone until it ends.
/// </summary>
internal sealed class SandboxLook(long lastKnown, Action<SandboxLook> end) : IDisposable
{
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    public void NoteGone(IEnumerable<string> containerIds) => _gone.UnionWith(containerIds);

    public bool HasSeenGo(string containerId) => _gone.Contains(containerId);

    /// <summary>Whether a sandbox was known when this began.</summary>
    public bool BeganAfter(KnownSandbox sandbox) => sandbox.Number <= lastKnown;

    public void Dispose() => end(this);
}
