namespace LocalSandbox;

/// <summary>What every <see cref="ISandboxBackend"/> can do by combining its operations.</summary>
public static class SandboxBackendExtensions
{
    /// <summary>Returns the sandbox of this id when it already serves, and creates it otherwise.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="request">What to start when there is nothing to find; of a sandbox that is found, only the id is compared.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The sandbox, ready for requests.</returns>
    /// <exception cref="SandboxException">The sandbox could neither be found nor started.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up. Nothing of a start is left.</exception>
    public static async Task<SandboxInfo> GetOrCreateAsync(
        this ISandboxBackend backend,
        SandboxRequest request,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(request);

        return await backend.DiscoverAsync(request.SandboxId, cancellationToken).ConfigureAwait(false)
            ?? await backend.CreateAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
