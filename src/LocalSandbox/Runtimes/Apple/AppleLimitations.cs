namespace LocalSandbox.Runtimes.Apple;

/// <summary>
/// Which settings of a container are not enforced as they stand. The sandbox runs all the same, inside a virtual machine of its own,
/// so each is a warning; what would change the meaning of a request is refused by <see cref="AppleRunArguments.Check"/> instead.
/// </summary>
internal static class AppleLimitations
{
    public static IEnumerable<(string Setting, string Limitation)> Of(ContainerSpec spec, AppleVersion version)
    {
        if (spec.Isolation is not SandboxIsolation.Compatible)
        {
            yield return ("Isolation (no new privileges)", "there is no such option");
            if (!version.HasCapabilities)
            {
                yield return ("Isolation (capabilities)", "none can be dropped before 0.12.0");
            }
        }

        if (spec.Isolation is SandboxIsolation.Strict)
        {
            yield return ("Isolation (seccomp)", "there is no seccomp profile");
        }

        if (spec.Limits.Pids is not null)
        {
            yield return (nameof(LocalSandboxOptions.PidsLimit), "the number of processes cannot be limited");
        }

        if (spec.Limits.Cpus is null)
        {
            yield return (nameof(LocalSandboxOptions.Cpus), "a sandbox always has a limit, by default 4 CPUs");
        }
        else if (spec.Limits.Cpus != Math.Ceiling(spec.Limits.Cpus.Value))
        {
            yield return (nameof(LocalSandboxOptions.Cpus), "only whole CPUs can be given; the number is rounded up");
        }

        if (spec.Limits.Memory is null)
        {
            yield return (nameof(LocalSandboxOptions.Memory), "a sandbox always has a limit, by default 1 GiB");
        }

        if (spec.Init && !version.HasInit)
        {
            yield return (nameof(LocalSandboxOptions.Init), "there is no init process before 0.10.0");
        }
    }
}
