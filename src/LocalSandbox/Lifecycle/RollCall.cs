using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>Lists the containers of ours in every state. Whatever was known before and is not among them is proven absent, and forgotten.</summary>
internal sealed class RollCall(IRuntimeDialect dialect, KnownSandboxes known, LocalSandboxOptions options)
{
    /// <summary>Lists for the sake of forgetting.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        using var look = known.BeginLook();
        await TakeAsync(look, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists for a look that goes on with what was found.</summary>
    public async Task<IReadOnlyList<ContainerFacts>> TakeAsync(SandboxLook look, CancellationToken cancellationToken)
    {
        var all = await dialect.ListAsync(SandboxLabels.Prefix, options.ContainerPrefix, cancellationToken).ConfigureAwait(false);
        known.ForgetAbsent(look, all.Select(facts => facts.Id));
        return all;
    }
}
