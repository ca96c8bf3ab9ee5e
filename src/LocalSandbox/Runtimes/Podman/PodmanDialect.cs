using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Runtimes.Podman;

/// <summary>Speaks <c>podman</c>, 4.3 to 5.8, local, remote and rootless: Docker's grammar, but for what stands here.</summary>
internal sealed class PodmanDialect(RuntimeCli cli, LocalSandboxOptions options) : DockerDialect(cli, options)
{
    /// <summary>Said in so many words, because Podman limits processes to 2048 where nothing is said.</summary>
    private const int NoPidsLimit = -1;

    private const string NoProxies = "--http-proxy=false";

    private volatile bool _hasNoInit;
    private volatile bool _isRemote;

    public override ContainerRuntimeKind Kind => ContainerRuntimeKind.Podman;

    public override string ReportedName => "podman";

    protected override IErrorTexts Errors { get; } = new PodmanErrors();

    /// <summary>
    /// Gets what keeps Podman 5 on control groups of version 1 from saying before each answer, the log of a sandbox included, that they are
    /// old. Nothing that tunes it: a local Podman is the engine itself, and hands its environment on to what keeps the container.
    /// </summary>
    protected override IReadOnlyDictionary<string, string?> CommandVariables { get; } =
        new Dictionary<string, string?> { ["PODMAN_IGNORE_CGROUPSV1_WARNING"] = "1" };

    /// <summary>
    /// Runs with <c>--http-proxy=false</c>, because Podman hands the host's proxy variables to every container otherwise; a remote Podman never
    /// does, and does not know the flag. Runs again without what this Podman turns out not to have; both are refused before anything is made,
    /// so the name is still free.
    /// </summary>
    public override async Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        while (true)
        {
            // As it is asked now: another create may learn meanwhile what this one is still to be told.
            var isRemote = _isRemote;
            var asked = spec with
            {
                Init = spec.Init && !_hasNoInit,
                Limits = spec.Limits with { Pids = spec.Limits.Pids ?? NoPidsLimit },
            };
            var refusal = "";
            try
            {
                return await RunAsync(asked, isRemote ? [] : [NoProxies], said => refusal = said, cancellationToken).ConfigureAwait(false);
            }
            catch (SandboxException e) when (asked.Init && PodmanErrors.SayNoInit(refusal))
            {
                // Podman has no init of its own: it needs catatonit, which many machines lack.
                _hasNoInit = true;
                Cli.WarnOfLimitation(
                    nameof(LocalSandboxOptions.Init),
                    $"{nameof(LocalSandboxOptions.Init)} has no effect, because catatonit is not installed where Podman runs ({e.Output})");
            }
            catch (SandboxException) when (!isRemote && PodmanErrors.SayNoProxyFlag(refusal))
            {
                _isRemote = true;
            }
        }
    }

    protected override string EngineTemplate => $"{{{{.Version.Version}}}} {{{{.Host.OS}}}} {{{{.Host.Arch}}}} {DockerInfo.SaysSoItself} {{{{.Store.GraphRoot}}}}";

    /// <summary><c>-f</c> alone gives the process its grace period first. One name per call: 4.3 removes nothing when one of several is missing.</summary>
    protected override IReadOnlyList<string> RemoveArguments(string id) => ["rm", "-f", "-t", "0", "-v", id];

    protected override string LogOf(string standardError) => PodmanErrors.WithoutGreeting(standardError);

    protected override ContainerState ReadState(string? status) => status switch
    {
        "configured" or "initialized" => ContainerState.Created,
        "stopping" => ContainerState.Running,
        "stopped" => ContainerState.Exited,
        _ => base.ReadState(status),
    };
}
