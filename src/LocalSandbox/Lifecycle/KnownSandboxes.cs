using LocalSandbox.Networking;

namespace LocalSandbox.Lifecycle;

/// <summary>
/// The sandboxes that this process has created or seen, by container name. It holds their ports until their absence is proven, and remembers
/// which container ids are provably ours. It is no cache: nothing is ever answered from it.
/// </summary>
internal sealed class KnownSandboxes(PortAllocator ports)
{
    private sealed record Entry(string ContainerId, PortReservation? Port);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byName = new(StringComparer.Ordinal);

    public bool Contains(string containerId)
    {
        lock (_gate)
        {
            return _byName.Values.Any(entry => entry.ContainerId == containerId);
        }
    }

    /// <summary>Takes note of a sandbox that was found, and holds its port.</summary>
    public void Remember(string name, string containerId, int? hostPort) =>
        Remember(name, containerId, hostPort is { } port ? ports.Hold(port) : null);

    /// <summary>Takes note of a sandbox and takes over its port; what was known under that name before is released.</summary>
    public void Remember(string name, string containerId, PortReservation? port)
    {
        Entry? before;
        lock (_gate)
        {
            before = _byName.GetValueOrDefault(name);
            _byName[name] = new Entry(containerId, port);
        }

        before?.Port?.Dispose();
    }

    /// <summary>Forgets a container whose absence is proven; a later one of the same name stays known.</summary>
    public void Forget(string name, string? containerId)
    {
        Entry? entry;
        lock (_gate)
        {
            entry = _byName.GetValueOrDefault(name);
            if (entry is null || (containerId is not null && entry.ContainerId != containerId))
            {
                return;
            }

            _byName.Remove(name);
        }

        entry.Port?.Dispose();
    }

    /// <summary>Gets what is known now, to be compared with a list of containers that is asked for afterwards.</summary>
    public IReadOnlyList<(string Name, string ContainerId)> Snapshot()
    {
        lock (_gate)
        {
            return [.. _byName.Select(entry => (entry.Key, entry.Value.ContainerId))];
        }
    }
}
