namespace LocalSandbox.Networking;

/// <summary>
/// A host port that this process hands to nobody else until the reservation is disposed, with a claim that keeps other processes from it
/// while nothing listens on it yet.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private Action? _release;
    private IDisposable? _claim;

    internal PortReservation(int port, Action release)
    {
        Port = port;
        _release = release;
    }

    public int Port { get; }

    /// <summary>Claims the port among processes; false when another one has the claim.</summary>
    public bool TryClaim(Func<int, IDisposable?> claim)
    {
        _claim = claim(Port);
        return _claim is not null;
    }

    /// <summary>
    /// Ends the claim when the port is bound: from then on every process sees that for itself, and sees also when it is free again although
    /// this one has not noticed.
    /// </summary>
    public void EndClaim() => Interlocked.Exchange(ref _claim, null)?.Dispose();

    public void Dispose()
    {
        try
        {
            EndClaim();
        }
        finally
        {
            Interlocked.Exchange(ref _release, null)?.Invoke();
        }
    }
}
