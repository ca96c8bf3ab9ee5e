namespace LocalSandbox.Runtimes;

/// <summary>What a runtime said about an image on its machine.</summary>
/// <param name="Platform">Operating system and architecture, such as <c>linux/amd64</c>; null where it tells none.</param>
internal sealed record ImageFacts(string? Platform);
