namespace LocalSandbox.Testing;

/// <summary>How a sandbox's process ends by itself.</summary>
/// <param name="ExitCode">What it exits with.</param>
/// <param name="Log">What it writes before.</param>
public sealed record SandboxExit(int ExitCode, string Log = "")
{
    /// <summary>Gets how long after its start it ends.</summary>
    /// <value>Zero by default: at once.</value>
    public TimeSpan After { get; init; }

    /// <summary>Describes the end without the log, which may hold the values of a sandbox's environment.</summary>
    /// <returns>The exit code, the length of the log, and when it ends.</returns>
    public override string ToString() => $"{nameof(SandboxExit)} {{ ExitCode = {ExitCode}, Log = {Log?.Length} characters, After = {After} }}";
}
