using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Runtimes.Podman;

/// <summary>Speaks <c>podman</c>, 4.3 to 5.8, local, remote and rootless: Docker's grammar, but for what stands here.</summary>
internal sealed class PodmanDialect(RuntimeCli cli, LocalSandboxOptions options) : DockerDialect(cli, options)
{
    private volatile bool _hasNoInit;

    public override ContainerRuntimeKind Kind => ContainerRuntimeKind.Podman;

    protected override IErrorTexts Errors { get; } = new PodmanErrors();

    /// <summary>Gets <c>--http-proxy=false</c>: Podman hands the host's proxy variables to every container otherwise.</summary>
    protected override IReadOnlyList<string> ExtraRunFlags => ["--http-proxy=false"];

    /// <summary>Podman has no init of its own: it needs catatonit, which many machines lack.</summary>
    public override async Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Init && _hasNoInit)
        {
            spec = spec with { Init = false };
        }

        try
        {
            return await base.RunAsync(spec, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e) when (spec.Init && PodmanErrors.SayNoInit(e.Output))
        {
            // Refused before anything is made, so that the same name is still free.
            _hasNoInit = true;
            Cli.Warn($"{nameof(LocalSandboxOptions.Init)} has no effect, because catatonit is not installed where Podman runs: {e.Output}");
            return await base.RunAsync(spec with { Init = false }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary><c>-f</c> alone gives the process its grace period first. One name per call: 4.3 removes nothing when one of several is missing.</summary>
    protected override IReadOnlyList<string> RemoveArguments(string id) => ["rm", "-f", "-t", "0", "-v", id];

    protected override ContainerState ReadState(string? status) => status switch
    {
        "configured" or "initialized" => ContainerState.Created,
        "stopping" => ContainerState.Running,
        "stopped" => ContainerState.Exited,
        _ => base.ReadState(status),
    };
}
