namespace LocalSandbox.Runtimes.Apple;

/// <summary>
/// Tells containers that have ended from those that have yet to start where the list cannot (see <see cref="AppleContainers"/>): what this
/// process has once seen running is not going to be started for the first time, and neither is what it has seen stopped for a minute.
/// </summary>
internal sealed class AppleMemory(TimeProvider timeProvider)
{
    private sealed record Entry(bool HasRun, long FirstSeen);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byId = new(StringComparer.Ordinal);

    public void HasRun(string id)
    {
        lock (_gate)
        {
            _byId[id] = new Entry(true, 0);
        }
    }

    /// <summary>Takes note of a whole list, forgets what is not in it, and corrects the states.</summary>
    public IReadOnlyList<ContainerFacts> Correct(IReadOnlyList<ContainerFacts> listed)
    {
        lock (_gate)
        {
            foreach (var gone in _byId.Keys.Except(listed.Select(facts => facts.Id), StringComparer.Ordinal).ToList())
            {
                _byId.Remove(gone);
            }

            return [.. listed.Select(Correct)];
        }
    }

    private ContainerFacts Correct(ContainerFacts facts)
    {
        switch (facts.State)
        {
            case ContainerState.Running:
                _byId[facts.Id] = new Entry(true, 0);
                return facts;

            case ContainerState.Created when _byId.TryGetValue(facts.Id, out var known):
                return known.HasRun || timeProvider.GetElapsedTime(known.FirstSeen) >= AppleContainers.LongestStart
                    ? facts with { State = ContainerState.Exited }
                    : facts;

            case ContainerState.Created:
                _byId[facts.Id] = new Entry(false, timeProvider.GetTimestamp());
                return facts;

            default:
                return facts;
        }
    }
}
