using System.Net;

namespace LocalSandbox.Networking;

/// <summary>
/// Hands out host ports of a range, each to one sandbox at a time, also among the processes that share a folder of locks. Any other program
/// can still take a port between the look and the engine's bind; only the engine's answer is certain. A port must be free on further addresses
/// too, on which it is not published, when the host of the URLs may lead there, and so to whoever listens there.
/// </summary>
internal sealed class PortAllocator(
    int firstPort,
    int count,
    Func<IPEndPoint, bool> isFree,
    Func<int, int> pickStart,
    Func<int, IDisposable?> claim,
    IReadOnlyList<IPAddress> alsoAsked)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, int> _holders = [];

    public int ReservedCount
    {
        get
        {
            lock (_gate)
            {
                return _holders.Count;
            }
        }
    }

    /// <summary>Reserves a port that nobody here holds and nothing on this machine listens on; null when there is none.</summary>
    /// <param name="address">The address that will really be bound.</param>
    /// <param name="refused">
    /// Ports that the engine has already refused. After the first one the search begins at a random place: processes that start from the same
    /// port at once would otherwise meet again at every next one.
    /// </param>
    public PortReservation? TryReserve(IPAddress address, IReadOnlyCollection<int> refused)
    {
        var start = refused.Count == 0 ? 0 : pickStart(count);
        for (var i = 0; i < count; i++)
        {
            var port = firstPort + ((start + i) % count);
            if (refused.Contains(port) || !TryHoldAlone(port))
            {
                continue;
            }

            if (TryReserve(address, port) is { } reservation)
            {
                return reservation;
            }
        }

        return null;
    }

    /// <summary>Reserves the port of a sandbox that already runs; several sandboxes' claims to one port are counted.</summary>
    public PortReservation Hold(int port)
    {
        lock (_gate)
        {
            _holders[port] = _holders.GetValueOrDefault(port) + 1;
        }

        return new PortReservation(port, () => Release(port));
    }

    /// <summary>
    /// Claims a port that is held here already, and lets go of it in every other case: also when the claim or the look fails.
    /// Outside the lock, because other creates need not wait for the system's answers about this port.
    /// </summary>
    private PortReservation? TryReserve(IPAddress address, int port)
    {
        var reservation = new PortReservation(port, () => Release(port));
        var isReserved = false;
        try
        {
            isReserved = reservation.TryClaim(claim) && alsoAsked.Prepend(address).Distinct().All(asked => isFree(new IPEndPoint(asked, port)));
            return isReserved ? reservation : null;
        }
        finally
        {
            if (!isReserved)
            {
                reservation.Dispose();
            }
        }
    }

    private bool TryHoldAlone(int port)
    {
        lock (_gate)
        {
            return _holders.TryAdd(port, 1);
        }
    }

    private void Release(int port)
    {
        lock (_gate)
        {
            if (_holders[port] == 1)
            {
                _holders.Remove(port);
            }
            else
            {
                _holders[port]--;
            }
        }
    }
}
