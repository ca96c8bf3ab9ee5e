namespace LocalSandbox;

/// <summary>
/// What to do when a sandbox of the wanted id already runs, but was made from another image, other mounts or other limits, or is
/// published on another address; environment variables and labels are not compared.
/// </summary>
public enum SpecMismatchPolicy
{
    /// <summary>Use it as it is, and log a warning that names the difference; where it publishes another port, which is of no use, as <see cref="Fail"/>.</summary>
    Adopt,

    /// <summary>Remove it, although it runs and another process may use it, and start a new one.</summary>
    Recreate,

    /// <summary>Fail with <see cref="SandboxErrorCode.NameTaken"/>, naming the difference.</summary>
    Fail,
}
