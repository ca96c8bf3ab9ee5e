namespace LocalSandbox.Runtimes;

/// <summary>What a runtime said about itself.</summary>
/// <param name="Version">The version of the engine, which can be another one than the command line's.</param>
/// <param name="Platform">Operating system and architecture of its containers, such as <c>linux/arm64</c>; null where it tells none.</param>
/// <param name="StorageFolder">Where it keeps images and containers, as a path of its own machine; null where it tells none.</param>
internal sealed record EngineFacts(string Version, string? Platform, string? StorageFolder)
{
    /// <summary>Gets the options whose limits it takes and does not enforce, without a word about it.</summary>
    public IReadOnlyList<string> IgnoredLimits { get; init; } = [];
}
