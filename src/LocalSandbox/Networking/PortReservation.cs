namespace LocalSandbox.Networking;

/// <summary>A host port that this process hands to nobody else until the reservation is disposed.</summary>
internal sealed class PortReservation : IDisposable
{
    private Action? _release;

    internal PortReservation(int port, Action release)
    {
        Port = port;
        _release = release;
    }

    public int Port { get; }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
