using LocalSandbox.Leases;
using LocalSandbox.Networking;

namespace LocalSandbox.Lifecycle;

/// <summary>
/// The sandboxes that this process has created or seen, by container name. It holds their ports, and the leases of those it uses, until their
/// absence is proven, and remembers which container ids are provably ours. It is no cache: nothing is ever answered from it.
/// </summary>
internal sealed class KnownSandboxes(PortAllocator ports) : IDisposable
{
    private sealed record Entry(string ContainerId, PortReservation? Port, SandboxLease? Lease) : IDisposable
    {
        public void Dispose()
        {
            Port?.Dispose();
            Lease?.Dispose();
        }
    }

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byName = new(StringComparer.Ordinal);

    public bool Contains(string containerId)
    {
        lock (_gate)
        {
            return _byName.Values.Any(entry => entry.ContainerId == containerId);
        }
    }

    /// <summary>Takes note of a sandbox that was found, holds its port, and takes over its lease when it is going to be used.</summary>
    public void Remember(string name, string containerId, int? hostPort, SandboxLease? lease)
    {
        lock (_gate)
        {
            // Looked up again and again: most of the time nothing is new. A restart by the engine can give it another port.
            if (_byName.TryGetValue(name, out var known) && known.ContainerId == containerId && known.Port?.Port == hostPort
                && (known.Lease is not null || lease is null))
            {
                lease?.Dispose();
                return;
            }

            if (known is not null && known.ContainerId == containerId && lease is null)
            {
                (lease, _byName[name]) = (known.Lease, known with { Lease = null });
            }
        }

        Remember(name, containerId, hostPort is { } port ? ports.Hold(port) : null, lease);
    }

    /// <summary>Gets the container that is known under a name now, to be forgotten if a look that begins afterwards proves it absent.</summary>
    public string? ContainerIdOf(string name)
    {
        lock (_gate)
        {
            return _byName.GetValueOrDefault(name)?.ContainerId;
        }
    }

    /// <summary>Takes note of a sandbox and takes over its port and lease; what was known under that name before is released.</summary>
    public void Remember(string name, string containerId, PortReservation? port, SandboxLease? lease)
    {
        Entry? before;
        lock (_gate)
        {
            before = _byName.GetValueOrDefault(name);
            _byName[name] = new Entry(containerId, port, lease);
        }

        before?.Dispose();
    }

    /// <summary>Ends this process's use of a container that is dead but still there; its port stays held.</summary>
    public void Disuse(string name, string containerId)
    {
        SandboxLease? lease = null;
        lock (_gate)
        {
            if (_byName.TryGetValue(name, out var entry) && entry.ContainerId == containerId)
            {
                lease = entry.Lease;
                _byName[name] = entry with { Lease = null };
            }
        }

        lease?.Dispose();
    }

    /// <summary>Forgets a container whose absence is proven; a later one of the same name stays known.</summary>
    public void Forget(string name, string containerId)
    {
        Entry? entry;
        lock (_gate)
        {
            entry = _byName.GetValueOrDefault(name);
            if (entry is null || entry.ContainerId != containerId)
            {
                return;
            }

            _byName.Remove(name);
        }

        entry.Dispose();
    }

    /// <summary>Gets what is known now, to be compared with a list of containers that is asked for afterwards.</summary>
    public IReadOnlyList<(string Name, string ContainerId)> Snapshot()
    {
        lock (_gate)
        {
            return [.. _byName.Select(entry => (entry.Key, entry.Value.ContainerId))];
        }
    }

    /// <summary>Lets go of every port and lease; the sandboxes keep running, unused by this process.</summary>
    public void Dispose()
    {
        foreach (var (name, containerId) in Snapshot())
        {
            Forget(name, containerId);
        }
    }
}
