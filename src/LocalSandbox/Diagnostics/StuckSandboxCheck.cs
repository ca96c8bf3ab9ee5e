using LocalSandbox.Health;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Diagnostics;

/// <summary>Whether a sandbox of ours is stuck: neither in use nor on its way to be, or to be gone.</summary>
internal sealed class StuckSandboxCheck(
    IRuntimeDialect dialect, SandboxView view, SandboxHealthPoller poller, LocalSandboxOptions options, TimeProvider timeProvider)
{
    public const string Name = "sandboxes";

    private const int MostNamed = 5;

    /// <summary>A healthy sandbox answers at once; one that takes longer under load is not called stuck by the time limit of its own.</summary>
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(1);

    /// <summary>Between "created" and "running" there are milliseconds, and a removal takes hardly longer.</summary>
    private static readonly TimeSpan LongestTransition = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromSeconds(1);

    public async Task<SandboxCheck> RunAsync(CancellationToken cancellationToken)
    {
        var all = await dialect.ListAsync(SandboxLabels.Prefix, options.ContainerPrefix, cancellationToken).ConfigureAwait(false);
        var ours = all.Where(view.IsOurs).ToList();
        var reasons = await Task.WhenAll(ours.Select(facts => WhyStuckAsync(facts, cancellationToken))).ConfigureAwait(false);
        var stuck = ours.Zip(reasons).Where(pair => pair.Second is not null).Select(pair => $"'{pair.First.Name}' {pair.Second}").ToList();
        var counts = $"{ours.Count(facts => facts.State is ContainerState.Running)} running, "
            + $"{ours.Count(facts => facts.State is ContainerState.Exited)} ended";
        return stuck.Count == 0
            ? new SandboxCheck(Name, SandboxCheckStatus.Passed, $"{counts}, none stuck.")
            : new SandboxCheck(
                Name,
                SandboxCheckStatus.Warning,
                $"{counts}, {stuck.Count} stuck: {string.Join(", ", stuck.Take(MostNamed))}{(stuck.Count > MostNamed ? ", …" : "")}.",
                $"A create of the same id replaces it, {nameof(SandboxSweeper)} removes what is dead and unused, and DestroyAsync removes it in any state.");
    }

    private async Task<string?> WhyStuckAsync(ContainerFacts facts, CancellationToken cancellationToken) => facts.State switch
    {
        ContainerState.Running => await WhyUnreachableAsync(facts, cancellationToken).ConfigureAwait(false),
        ContainerState.Exited => null,
        ContainerState.Created => timeProvider.GetUtcNow() - facts.CreatedAt > LongestTransition ? "was never started" : null,
        ContainerState.Removing => await IsStillRemovingAsync(facts, cancellationToken).ConfigureAwait(false) ? "is being removed and does not go" : null,
        ContainerState.Dead => "could not be removed by the engine",
        ContainerState.Paused => "is paused",
        ContainerState.Restarting => "restarts",
        _ => "is in a state that is not known",
    };

    private async Task<string?> WhyUnreachableAsync(ContainerFacts facts, CancellationToken cancellationToken)
    {
        if (timeProvider.GetUtcNow() - facts.CreatedAt < options.ReadyTimeout)
        {
            return null;
        }

        if (view.HostPort(facts) is not { } port)
        {
            return "runs, but publishes no port";
        }

        var answer = await poller.WaitUntilReadyAsync(new Uri(view.Url(port), options.HealthPath), HealthLimit, cancellationToken).ConfigureAwait(false);
        return answer.IsReady ? null : $"runs, but does not answer ({answer.Last})";
    }

    private async Task<bool> IsStillRemovingAsync(ContainerFacts facts, CancellationToken cancellationToken)
    {
        await Task.Delay(PauseBetweenLooks, timeProvider, cancellationToken).ConfigureAwait(false);
        return await dialect.InspectAsync(facts.Id, cancellationToken).ConfigureAwait(false) is { State: ContainerState.Removing };
    }
}
