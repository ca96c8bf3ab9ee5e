namespace LocalSandbox.Runtimes;

/// <summary>The resources a container may use; null is no limit.</summary>
/// <param name="Memory">Memory and swap together, such as <c>2g</c>.</param>
/// <param name="Cpus">CPUs' worth of time.</param>
/// <param name="Pids">Processes and threads.</param>
internal sealed record ContainerLimits(string? Memory, double? Cpus, int? Pids)
{
    public static ContainerLimits For(LocalSandboxOptions options)
    {
        var profile = options.Isolation is SandboxIsolation.Compatible
            ? new ContainerLimits(null, null, null)
            : new ContainerLimits("2g", 2, 512);

        return new ContainerLimits(
            options.Memory is null ? profile.Memory : options.Memory is "0" ? null : options.Memory,
            options.Cpus is null ? profile.Cpus : options.Cpus is 0 ? null : options.Cpus,
            options.PidsLimit is null ? profile.Pids : options.PidsLimit is 0 ? null : options.PidsLimit);
    }
}
