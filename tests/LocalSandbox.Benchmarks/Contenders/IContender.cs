namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>One way from a .NET host to a ready sandbox. What a contender has no operation for throws <see cref="NotSupportedException"/>.</summary>
internal interface IContender : IDisposable
{
    string Name { get; }

    /// <summary>Gets the host port that the next create, alone, will publish: where an independent prober has to listen for the first answer.</summary>
    int NextPort { get; }

    /// <summary>Starts a sandbox and returns when it has answered.</summary>
    Task<Sandbox> CreateAsync(string id, Workload workload, CancellationToken cancellationToken);

    /// <summary>Returns when the sandbox is gone, in the way and with the grace period that is this contender's own.</summary>
    Task DestroyAsync(Sandbox sandbox, CancellationToken cancellationToken);

    /// <summary>Finds a running sandbox by its container's name alone, asks it, and returns its address.</summary>
    Task<Uri> DiscoverAsync(string containerName, CancellationToken cancellationToken);

    Task<bool> IsAliveAsync(Sandbox sandbox, CancellationToken cancellationToken);

    /// <summary>Lists the running sandboxes of the library's prefix with their addresses, and counts them.</summary>
    Task<int> ListAsync(string prefix, CancellationToken cancellationToken);
}
