namespace LocalSandbox;

/// <summary>Creates, finds, checks and destroys sandboxes; safe for concurrent use.</summary>
/// <remarks>
/// Nothing here assumes a container engine. Every operation fails with a <see cref="SandboxException"/> when it cannot get an answer:
/// a failure to ask is never reported as "absent", "dead" or "empty".
/// </remarks>
public interface ISandboxBackend
{
    /// <summary>Starts the sandbox, or adopts the one of the same id that already serves, and returns it ready for requests.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="cancellationToken">Gives up; what was started so far is removed before the call returns.</param>
    /// <returns>The sandbox, with <see cref="SandboxInfo.Url"/> set.</returns>
    /// <exception cref="SandboxException">The sandbox could not be started or did not become ready. Nothing of the attempt is left.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up. Nothing of the attempt is left.</exception>
    Task<SandboxInfo> CreateAsync(SandboxRequest request, CancellationToken cancellationToken = default);

    /// <summary>Stops and removes the sandbox; returns when it is gone, and at once when it already was.</summary>
    /// <param name="sandbox">The sandbox; with a <see cref="SandboxInfo.ContainerId"/> exactly that generation of it.</param>
    /// <param name="cancellationToken">Gives up waiting; calling again finishes the work.</param>
    /// <returns>
    /// A task that ends when the sandbox is proven absent; it is, too, where something else holds its name, which is left alone with a warning.
    /// </returns>
    /// <exception cref="SandboxException">It is not certain that the sandbox is gone; calling again is safe.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the sandbox may be there or gone.</exception>
    Task DestroyAsync(SandboxInfo sandbox, CancellationToken cancellationToken = default);

    /// <summary>Asks whether exactly this sandbox still runs; one that was re-created under the same id is another sandbox.</summary>
    /// <param name="sandbox">The sandbox; with a <see cref="SandboxInfo.ContainerId"/> exactly that generation of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// <see langword="true"/> when it runs or is just restarting; <see langword="false"/> when it is proven absent, exited, dead or paused.
    /// </returns>
    /// <exception cref="SandboxException">There was no answer.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<bool> IsAliveAsync(SandboxInfo sandbox, CancellationToken cancellationToken = default);

    /// <summary>Finds a sandbox that this or any other process created, when it runs and answers its health check.</summary>
    /// <param name="sandboxId">The id it was created with.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The sandbox, or <see langword="null"/> when it is absent or does not answer in time.</returns>
    /// <exception cref="SandboxException">There was no answer from the runtime, or the id is not valid.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<SandboxInfo?> DiscoverAsync(string sandboxId, CancellationToken cancellationToken = default);

    /// <summary>Lists the running sandboxes of every process that shares this backend's prefix.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The sandboxes, the oldest first; one whose port is not known has a null <see cref="SandboxInfo.Url"/>.</returns>
    /// <exception cref="SandboxException">There was no answer; an empty list always means that there is none.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<IReadOnlyList<SandboxInfo>> ListRunningAsync(CancellationToken cancellationToken = default);
}
