namespace LocalSandbox.AppleEmulator.Storage;

/// <summary>One container, as it is kept on disk between two commands.</summary>
internal sealed record ContainerRecord(string Id, string Generation)
{
    public const string Running = "running";
    public const string Stopped = "stopped";

    public string State { get; init; } = Stopped;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public string Image { get; init; } = "";

    public Dictionary<string, string> Labels { get; init; } = [];

    public List<PublishedRecord> Ports { get; init; } = [];

    public List<MountRecord> Mounts { get; init; } = [];

    public List<string> Environment { get; init; } = [];

    public long Cpus { get; init; }

    public long MemoryInBytes { get; init; }

    public bool HasInit { get; init; }

    public bool IsReadOnly { get; init; }

    public List<string> CapabilitiesAdded { get; init; } = [];

    public List<string> CapabilitiesDropped { get; init; } = [];

    public string? User { get; init; }

    public bool IsRemovedAtItsEnd { get; init; }

    /// <summary>Gets the path of the socket that its machine is told to end by.</summary>
    public string ControlSocket { get; init; } = "";
}
