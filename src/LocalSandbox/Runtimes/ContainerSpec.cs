using System.Net;

namespace LocalSandbox.Runtimes;

/// <summary>One container to start, in words that hold for every runtime.</summary>
internal sealed record ContainerSpec
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    public required IPAddress BindAddress { get; init; }

    /// <summary>Gets the host port to publish; 0 lets the engine choose.</summary>
    public required int HostPort { get; init; }

    public required int ContainerPort { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required IReadOnlyList<SandboxMount> Mounts { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required SandboxIsolation Isolation { get; init; }

    public required ContainerLimits Limits { get; init; }

    public required string? Network { get; init; }

    public required string? User { get; init; }

    public required bool Init { get; init; }

    public required bool AutoRemove { get; init; }

    public required IReadOnlyList<string> ExtraRunArguments { get; init; }
}
