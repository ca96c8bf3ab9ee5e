namespace LocalSandbox.Testing;

/// <summary>How a sandbox's process ends by itself.</summary>
/// <param name="ExitCode">What it exits with.</param>
/// <param name="Log">What it writes before.</param>
public sealed record SandboxExit(int ExitCode, string Log = "")
{
    /// <summary>Gets how long after its start it ends.</summary>
    /// <value>Zero by default: at once.</value>
    public TimeSpan After { get; init; }
}
