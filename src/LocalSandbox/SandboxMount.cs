namespace LocalSandbox;

/// <summary>A directory or file of the host that a sandbox sees.</summary>
/// <param name="HostPath">Absolute path on the machine where the engine runs, in that machine's notation; it must exist.</param>
/// <param name="ContainerPath">Absolute path inside the sandbox, beginning with <c>/</c>.</param>
/// <param name="ReadOnly">Whether the sandbox may only read.</param>
public sealed record SandboxMount(string HostPath, string ContainerPath, bool ReadOnly = false);
