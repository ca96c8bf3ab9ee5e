namespace LocalSandbox.Runtimes;

/// <summary>
/// A value that is made on first use and then kept. Concurrent first uses share one attempt, which none of them can cancel for the others;
/// a failed attempt is not kept, so that an engine installed later is found without a restart.
/// </summary>
internal sealed class AsyncOnce<T>(Func<CancellationToken, Task<T>> make)
{
    private readonly Lock _gate = new();
    private Task<T>? _attempt;

    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_attempt is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _attempt = make(CancellationToken.None);
            }

            return _attempt.IsCompletedSuccessfully ? _attempt : _attempt.WaitAsync(cancellationToken);
        }
    }
}
