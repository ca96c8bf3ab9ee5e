using LocalSandbox.Leases;
using LocalSandbox.Networking;

namespace LocalSandbox.Lifecycle;

/// <summary>
/// The sandboxes that this process has created or seen, by container id. It holds their ports, and the leases of those it uses, until their
/// absence is proven, and remembers which container ids are provably ours. It is no cache: nothing is ever answered from it.
/// </summary>
/// <remarks>
/// Nothing that was proven gone since a look began is remembered by it: an id never comes back. Ports and leases are let go of outside the
/// lock, because that is work on files.
/// </remarks>
internal sealed class KnownSandboxes(PortAllocator ports) : IDisposable
{
    /// <summary>Each of those in use keeps a file open, and macOS allows a program 256 unless it asks for more.</summary>
    private const int Many = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, KnownSandbox> _byId = new(StringComparer.Ordinal);
    private readonly List<SandboxLook> _looks = [];
    private long _lastNumber;
    private int _dueAt = Many;

    /// <summary>Begins a look, before the runtime is asked.</summary>
    public SandboxLook BeginLook()
    {
        lock (_gate)
        {
            var look = new SandboxLook(_lastNumber, EndLook);
            _looks.Add(look);
            return look;
        }
    }

    public bool Contains(string containerId)
    {
        lock (_gate)
        {
            return _byId.ContainsKey(containerId);
        }
    }

    /// <summary>
    /// Whether so many are known that it is time to see which of them are gone: hosts that neither destroy nor list would otherwise collect
    /// them for ever. True once, then not before their number has doubled.
    /// </summary>
    public bool IsRollCallDue()
    {
        lock (_gate)
        {
            if (_byId.Count < _dueAt)
            {
                return false;
            }

            _dueAt = 2 * _byId.Count;
            return true;
        }
    }

    /// <summary>Takes over the port and the lease of a sandbox that was just created; whoever had its name before is gone.</summary>
    public void RememberCreated(SandboxLook look, string name, string containerId, PortReservation port, SandboxLease lease)
    {
        port.EndClaim();
        LetGo(() =>
        {
            if (look.HasSeenGo(containerId))
            {
                return [port, lease];
            }

            var before = Take(IdsWhere(pair => pair.Value.Name == name || pair.Key == containerId));
            _byId[containerId] = new KnownSandbox(name, ++_lastNumber, port, lease);
            return before;
        });
    }

    /// <summary>
    /// Takes over the lease of a sandbox that was found and is going to be used, and holds its port; whoever was known under its name before
    /// the look is gone.
    /// </summary>
    public void RememberUsed(SandboxLook look, string name, string containerId, int? hostPort, SandboxLease lease) => LetGo(() =>
    {
        if (look.HasSeenGo(containerId))
        {
            return [lease];
        }

        // One that became known meanwhile may be the newer one of the two: both are kept until one is proven gone.
        var before = Take(IdsWhere(pair => pair.Value.Name == name && pair.Key != containerId && look.BeganAfter(pair.Value)));
        return [.. before, .. Update(look, name, containerId, hostPort, lease)];
    });

    /// <summary>Holds the port of a sandbox that a list has shown; a lease that it has is kept, and another one of the same name knows better.</summary>
    public void RememberListed(SandboxLook look, string name, string containerId, int? hostPort) => LetGo(() =>
        look.HasSeenGo(containerId) || (_byId.GetValueOrDefault(containerId)?.Name != name && _byId.Values.Any(known => known.Name == name))
            ? []
            : Update(look, name, containerId, hostPort, lease: null));

    /// <summary>Ends this process's use of a container that is dead but still there; its port stays held.</summary>
    public void Disuse(string containerId) => LetGo(() =>
    {
        if (!_byId.TryGetValue(containerId, out var known))
        {
            return [];
        }

        _byId[containerId] = known with { Lease = null };
        return [known.Lease];
    });

    /// <summary>Forgets a container whose absence is proven.</summary>
    public void Forget(string containerId) => LetGo(() => TakeGone([containerId]));

    /// <summary>Forgets what was known under a name before a look that found nothing there.</summary>
    public void ForgetName(SandboxLook look, string name) =>
        LetGo(() => TakeGone(IdsWhere(pair => pair.Value.Name == name && look.BeganAfter(pair.Value))));

    /// <summary>Forgets what was known before a look that found all the containers of ours there are, in every state.</summary>
    public void ForgetAbsent(SandboxLook look, IEnumerable<string> containerIds)
    {
        var present = containerIds.ToHashSet(StringComparer.Ordinal);
        LetGo(() =>
        {
            var held = TakeGone(IdsWhere(pair => !present.Contains(pair.Key) && look.BeganAfter(pair.Value)));
            _dueAt = Math.Max(Many, 2 * _byId.Count);
            return held;
        });
    }

    /// <summary>Lets go of every port and lease; the sandboxes keep running, unused by this process.</summary>
    public void Dispose() => LetGo(() => Take(IdsWhere(_ => true)));

    private void EndLook(SandboxLook look)
    {
        lock (_gate)
        {
            _looks.Remove(look);
        }
    }

    /// <summary>Changes what is known in one step, and lets go of what that leaves over.</summary>
    private void LetGo(Func<IEnumerable<IDisposable?>> change)
    {
        IDisposable?[] left;
        lock (_gate)
        {
            left = [.. change()];
        }

        foreach (var one in left)
        {
            one?.Dispose();
        }
    }

    private List<string> IdsWhere(Func<KeyValuePair<string, KnownSandbox>, bool> which) => [.. _byId.Where(which).Select(pair => pair.Key)];

    /// <summary>Takes sandboxes out for good; also for those that are not known, of which a look may just be about to tell that they were there.</summary>
    private List<IDisposable?> TakeGone(IReadOnlyList<string> containerIds)
    {
        _looks.ForEach(look => look.NoteGone(containerIds));
        return Take(containerIds);
    }

    /// <summary>Takes sandboxes out and returns what was held for them.</summary>
    private List<IDisposable?> Take(IEnumerable<string> containerIds)
    {
        List<IDisposable?> held = [];
        foreach (var id in containerIds)
        {
            if (_byId.Remove(id, out var known))
            {
                held.AddRange([known.Port, known.Lease]);
            }
        }

        return held;
    }

    /// <summary>Notes what a look found, and returns what is left over; a restart by the engine may have given the container another port.</summary>
    private List<IDisposable?> Update(SandboxLook look, string name, string containerId, int? hostPort, SandboxLease? lease)
    {
        var known = _byId.GetValueOrDefault(containerId);
        var isPortKnown = known is not null && (known.Port?.Port == hostPort || !look.BeganAfter(known));
        _byId[containerId] = new KnownSandbox(
            name,
            known?.Number ?? ++_lastNumber,
            isPortKnown ? known!.Port : hostPort is { } port ? ports.Hold(port) : null,
            known?.Lease ?? lease);
        return [isPortKnown ? null : known?.Port, known?.Lease is null ? null : lease];
    }
}
