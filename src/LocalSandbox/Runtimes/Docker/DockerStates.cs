namespace LocalSandbox.Runtimes.Docker;

/// <summary>The values of <c>State.Status</c>.</summary>
internal static class DockerStates
{
    public static ContainerState Read(string? status) => status switch
    {
        "created" => ContainerState.Created,
        "running" => ContainerState.Running,
        "paused" => ContainerState.Paused,
        "restarting" => ContainerState.Restarting,
        "removing" => ContainerState.Removing,
        "exited" => ContainerState.Exited,
        "dead" => ContainerState.Dead,
        _ => ContainerState.Unrecognized,
    };
}
