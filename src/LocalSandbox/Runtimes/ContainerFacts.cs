using System.Collections.ObjectModel;

namespace LocalSandbox.Runtimes;

/// <summary>What a runtime said about one container, translated from its own words.</summary>
/// <param name="Id">The runtime's id, which no other container ever has.</param>
/// <param name="Name">The name, without the slash that Docker puts in front.</param>
/// <param name="State">What it is doing.</param>
internal sealed record ContainerFacts(string Id, string Name, ContainerState State)
{
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Gets the exit code of the process; meaningful once it has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets a value indicating whether the kernel killed the process for its memory.</summary>
    public bool IsOutOfMemory { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];
}
