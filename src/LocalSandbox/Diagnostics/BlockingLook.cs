namespace LocalSandbox.Diagnostics;

/// <summary>
/// A look that blocks its thread while the system does not answer, as a file on a mount that hangs does. Whoever waits may give up, but the
/// look itself cannot be ended: while it lasts no second one is begun, or a health check every few seconds would use up a host's threads.
/// </summary>
internal sealed class BlockingLook
{
    private readonly Lock _gate = new();
    private Task<SandboxCheck>? _underWay;

    /// <summary>Looks, or waits for the look that is under way.</summary>
    public Task<SandboxCheck> RunAsync(Func<SandboxCheck> look, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_underWay is null or { IsCompleted: true })
            {
                // On a thread of its own, because a thread of the pool that hangs is missing to the host.
                _underWay = Task.Factory.StartNew(
                    look, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

                // When everybody has given up, nobody else looks at how it ended.
                _ = _underWay.ContinueWith(
                    static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            return _underWay.WaitAsync(cancellationToken);
        }
    }
}
