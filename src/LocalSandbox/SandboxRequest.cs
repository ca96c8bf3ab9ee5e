using System.Collections.ObjectModel;

namespace LocalSandbox;

/// <summary>What a caller wants of one sandbox, on top of <see cref="LocalSandboxOptions"/>.</summary>
/// <param name="SandboxId">
/// The caller's key, from which any process derives the same container name: 2 or more of <c>[a-zA-Z0-9_.-]</c>, the first a letter or digit,
/// and with <see cref="LocalSandboxOptions.ContainerPrefix"/> and the hyphen between them at most 63. <see cref="SandboxIds.ForThread"/> makes
/// one of any text.
/// </param>
public sealed record SandboxRequest(string SandboxId)
{
    /// <summary>Gets the conversation the sandbox belongs to, kept as a label on the container.</summary>
    /// <value>Any text of up to 256 characters; <see langword="null"/> by default.</value>
    public string? ThreadId { get; init; }

    /// <summary>Gets the directories and files to share with the sandbox, after those of <see cref="LocalSandboxOptions.Mounts"/>.</summary>
    /// <value>Empty by default; no container path may occur twice.</value>
    public IReadOnlyList<SandboxMount> Mounts { get; init; } = [];

    /// <summary>Gets the environment variables of the sandbox, which win over those of <see cref="LocalSandboxOptions.Environment"/>.</summary>
    /// <value>Empty by default. Values never appear in a command line, a log or an exception.</value>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Describes the request without the values of its environment.</summary>
    /// <returns>The id, the thread and how much is mounted and set.</returns>
    public override string ToString() =>
        $"{nameof(SandboxRequest)} {{ SandboxId = {SandboxId}, ThreadId = {ThreadId}, Mounts = {Mounts?.Count}, Environment = {Environment?.Count} }}";
}
