using System.Collections.Concurrent;
using LocalSandbox.Processes;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>This library with its defaults.</summary>
internal sealed class LibraryContender(string prefix, string image) : IContender
{
    private sealed record Own(LocalContainerBackend Backend, SandboxInfo Info);

    private readonly PortRing _ports = PortRing.Find();
    private readonly ConcurrentDictionary<string, LocalContainerBackend> _backends = [];

    public string Name => ContenderNames.Library;

    /// <summary>The library takes the first free port of its range; nothing else of it runs when this is asked.</summary>
    public int NextPort => _ports.First;

    /// <summary>Makes a backend as a host does when it starts, here with a runner that counts, or a clock.</summary>
    public LocalContainerBackend NewBackend(
        string forImage, IProcessRunner? runner = null, TimeProvider? clock = null, TimeSpan? readyTimeout = null) => new(
        new LocalSandboxOptions
        {
            Runtime = ContainerRuntimeKind.Docker,
            Image = forImage,
            ContainerPrefix = prefix,
            BasePort = _ports.First,
            PortRange = PortRing.Size,
            ReadyTimeout = readyTimeout ?? new LocalSandboxOptions().ReadyTimeout,
        },
        runner,
        clock);

    public async Task<Sandbox> CreateAsync(string id, Workload workload, CancellationToken cancellationToken)
    {
        var backend = BackendFor(workload.Image);
        var created = await backend.CreateAsync(new SandboxRequest(id) { Environment = workload.Variables }, cancellationToken);
        return new Sandbox(id, created.ContainerName!, created.ContainerId!, created.Url!, new Own(backend, created));
    }

    public Task DestroyAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        var own = (Own)sandbox.Own!;
        return own.Backend.DestroyAsync(own.Info, cancellationToken);
    }

    public async Task<Uri> DiscoverAsync(string containerName, CancellationToken cancellationToken)
    {
        var found = await BackendFor(image).DiscoverAsync(containerName[(prefix.Length + 1)..], cancellationToken);
        return found?.Url ?? throw new InvalidOperationException($"{containerName} was not found.");
    }

    public Task<bool> IsAliveAsync(Sandbox sandbox, CancellationToken cancellationToken) => BackendFor(image).IsAliveAsync(
        new SandboxInfo(sandbox.Id) { ContainerName = sandbox.ContainerName, ContainerId = sandbox.ContainerId }, cancellationToken);

    public async Task<int> ListAsync(string prefix, CancellationToken cancellationToken) =>
        (await BackendFor(image).ListRunningAsync(cancellationToken)).Count(sandbox => sandbox.Url is not null);

    public void Dispose()
    {
        foreach (var backend in _backends.Values)
        {
            backend.Dispose();
        }
    }

    private LocalContainerBackend BackendFor(string ofImage) => _backends.GetOrAdd(ofImage, name => NewBackend(name));
}
