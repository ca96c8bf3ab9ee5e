namespace LocalSandbox;

/// <summary>A sandbox as a backend last saw it; a plain value that survives JSON and can be handed to another process.</summary>
/// <param name="SandboxId">The id the sandbox was created with.</param>
public sealed record SandboxInfo(string SandboxId)
{
    /// <summary>Gets the address that the sandbox serves HTTP on, or <see langword="null"/> when it publishes no port.</summary>
    public Uri? Url { get; init; }

    /// <summary>Gets the container's name, <c>{prefix}-{id}</c>.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Gets the engine's id of the container, which tells this sandbox from a later one of the same name.</summary>
    public string? ContainerId { get; init; }

    /// <summary>Gets when the container was created: by the engine's clock, or by the host's where <see cref="ISandboxBackend.CreateAsync"/> just started it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }
}
