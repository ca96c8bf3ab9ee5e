namespace LocalSandbox;

/// <summary>What a check found.</summary>
public enum SandboxCheckStatus
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>Sandboxes can be used, but not as well as they could.</summary>
    Warning,

    /// <summary>Sandboxes cannot be used.</summary>
    Failed,

    /// <summary>It could not be looked at, because of something else that failed or because it is on another machine.</summary>
    Skipped,
}
