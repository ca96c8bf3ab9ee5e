using LocalSandbox;

namespace AgentHost;

/// <summary>What clients are told of a sandbox; its own URL is for this host alone.</summary>
internal sealed record SandboxStatus(string SandboxId, string? ContainerName, DateTimeOffset? CreatedAt)
{
    public static SandboxStatus Of(SandboxInfo sandbox) => new(sandbox.SandboxId, sandbox.ContainerName, sandbox.CreatedAt);
}
