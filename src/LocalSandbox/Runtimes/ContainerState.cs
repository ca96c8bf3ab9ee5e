namespace LocalSandbox.Runtimes;

/// <summary>What a container is doing, in words that hold for every runtime.</summary>
internal enum ContainerState
{
    /// <summary>The runtime named a state that is not in this list.</summary>
    Unrecognized,
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
}
