using LocalSandbox.Leases;

namespace LocalSandbox.Diagnostics;

/// <summary>Whether processes can tell each other which sandboxes they use.</summary>
internal static class LockCheck
{
    public const string Name = "locks";

    public static SandboxCheck Run(LeaseFolder leases)
    {
        // No container's name begins with an underscore. That another process looks at the same moment proves that locks work, too.
        using var lease = leases.TryTakeAlone("_diagnosis");
        return new SandboxCheck(Name, SandboxCheckStatus.Passed, $"Files in '{leases.Path}' can be locked.");
    }
}
