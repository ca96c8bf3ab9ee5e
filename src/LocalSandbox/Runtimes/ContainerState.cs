namespace LocalSandbox.Runtimes;

/// <summary>What a container is doing, in words that hold for every runtime.</summary>
internal enum ContainerState
{
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
}
