namespace LocalSandbox;

/// <summary>What became of one sandbox in a sweep.</summary>
/// <param name="ContainerName">The container's name.</param>
/// <param name="ContainerId">The engine's id of the container.</param>
/// <param name="Use">What was found out about it.</param>
/// <param name="IsRemoved">Whether the sweep removed it.</param>
/// <param name="Reason">Why it was removed, kept, or could not be decided.</param>
public sealed record SweptSandbox(string ContainerName, string ContainerId, SandboxUse Use, bool IsRemoved, string Reason);
