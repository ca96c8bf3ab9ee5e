namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>A running sandbox of any contender.</summary>
/// <param name="Id">The id it was asked for.</param>
/// <param name="ContainerName">Its container's name.</param>
/// <param name="ContainerId">Its container's id.</param>
/// <param name="Url">Where it answers.</param>
/// <param name="Own">What its contender itself knows it by.</param>
internal sealed record Sandbox(string Id, string ContainerName, string ContainerId, Uri Url, object? Own = null);
