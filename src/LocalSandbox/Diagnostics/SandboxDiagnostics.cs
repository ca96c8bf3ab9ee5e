namespace LocalSandbox;

/// <summary>Finds out why sandboxes do not work on this machine. It works only when it is called, and changes nothing but that it makes the folder of locks.</summary>
/// <param name="backend">The backend whose runtime and options are looked at.</param>
public sealed class SandboxDiagnostics(LocalContainerBackend backend)
{
    /// <summary>
    /// Looks at the runtime, its engine, this user's permission, the image, ports, locks, disk space, and sandboxes that are stuck. It takes at
    /// most three seconds; what gave no answer by then has failed.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A line for each of these things; a failure to look is one of them and never an exception.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<SandboxDiagnosis> RunAsync(CancellationToken cancellationToken = default) => backend.DiagnoseAsync(cancellationToken);
}
