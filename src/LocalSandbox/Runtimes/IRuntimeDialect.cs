namespace LocalSandbox.Runtimes;

/// <summary>
/// What can be asked of a runtime. An implementation alone knows how its runtime spells things and what its answers mean; it decides nothing.
/// Every failure to get an answer is a <see cref="SandboxException"/>; a null or false is always the runtime's own word.
/// </summary>
internal interface IRuntimeDialect
{
    ContainerRuntimeKind Kind { get; }

    /// <summary>Gets what the runtime is called in telemetry, in every release the same.</summary>
    string ReportedName { get; }

    /// <summary>Gets what keeps a sandbox that runs from being reached on this runtime more often than anything in the sandbox.</summary>
    string? UnreachableHint => null;

    /// <summary>Starts a container from a local image and returns its id. A failure may leave a half-made container behind.</summary>
    Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken);

    /// <summary>Fetches an image; any failure of the registry is <see cref="SandboxErrorCode.ImageNotFound"/>.</summary>
    Task PullAsync(string image, CancellationToken cancellationToken);

    /// <summary>Looks at the container of exactly this name or id; null when it is absent.</summary>
    Task<ContainerFacts?> InspectAsync(string nameOrId, CancellationToken cancellationToken);

    /// <summary>Lists the containers that carry this label, in every state.</summary>
    Task<IReadOnlyList<ContainerFacts>> ListAsync(string label, string value, CancellationToken cancellationToken);

    /// <summary>Asks the process to end and kills it after the grace period; an absent or ended container is no failure.</summary>
    Task StopAsync(string id, TimeSpan gracePeriod, CancellationToken cancellationToken);

    /// <summary>Kills and removes; true when the container is gone, false when its removal has begun and is still going on.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    /// <summary>Returns when the process has ended or the container is gone.</summary>
    Task WaitForExitAsync(string id, TimeSpan timeLimit, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the last lines the process wrote; empty when the container is gone. Untrusted code may print anything, the secrets it was given
    /// included: they are masked in the lines, and in the failure to read them.
    /// </summary>
    Task<string> ReadLogTailAsync(string id, int lines, IEnumerable<string> secrets, CancellationToken cancellationToken);

    /// <summary>Asks the engine what it is; fails when it does not answer.</summary>
    Task<EngineFacts> DescribeEngineAsync(CancellationToken cancellationToken);

    /// <summary>Looks for an image on the engine's machine; null when it is not there.</summary>
    Task<ImageFacts?> FindImageAsync(string image, CancellationToken cancellationToken);
}
