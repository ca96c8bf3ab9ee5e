namespace LocalSandbox;

/// <summary>What a sweep found out about a sandbox.</summary>
public enum SandboxUse
{
    /// <summary>A living process uses it or is just starting it; it is never touched.</summary>
    InUse,

    /// <summary>It runs and answers, but no living process uses it.</summary>
    Unused,

    /// <summary>Its process ended, or it was never started, and no living process works on it.</summary>
    Dead,

    /// <summary>It could not be decided; it was kept.</summary>
    Undecided,
}
