using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>
/// The engine's API over its socket. Of the two packages with this API it is the one that is maintained and that Testcontainers itself uses;
/// both assemblies are called Docker.DotNet, so that only one can be loaded.
/// </summary>
internal sealed class DockerDotNetContender(string prefix) : IContender
{
    /// <summary>It has no way to wait for an endpoint. As often as the library asks at first, so that the API is compared and not a pause.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly PortRing _ports = PortRing.Find();
    private readonly Endpoint _endpoint = new();
    private readonly DockerClient _engine = new DockerClientBuilder().Build();

    public string Name => ContenderNames.DockerDotNet;

    public int NextPort => _ports.Next;

    public async Task<Sandbox> CreateAsync(string id, Workload workload, CancellationToken cancellationToken)
    {
        var sandbox = await StartAsync(id, workload, cancellationToken);
        await _endpoint.WaitAsync(sandbox.Url, Pause, cancellationToken);
        return sandbox;
    }

    /// <summary>Creates and starts, and does not wait until it answers.</summary>
    public async Task<Sandbox> StartAsync(string id, Workload workload, CancellationToken cancellationToken)
    {
        var name = $"{prefix}-api-{id}";
        var port = _ports.Take();
        var created = await _engine.Containers.CreateContainerAsync(EngineParameters.For(name, workload, port), cancellationToken);
        await _engine.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), cancellationToken);
        return new Sandbox(id, name, created.ID, Endpoint.On(port));
    }

    public async Task DestroyAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        var grace = new ContainerStopParameters { WaitBeforeKillSeconds = SandboxSettings.GraceSeconds };
        await _engine.Containers.StopContainerAsync(sandbox.ContainerId, grace, cancellationToken);
        await _engine.Containers.RemoveContainerAsync(sandbox.ContainerId, new ContainerRemoveParameters { Force = true }, cancellationToken);
    }

    public async Task<Uri> DiscoverAsync(string containerName, CancellationToken cancellationToken)
    {
        var container = await _engine.Containers.InspectContainerAsync(containerName, cancellationToken);
        var url = Endpoint.On(int.Parse(container.NetworkSettings!.Ports[EngineParameters.PortKey][0].HostPort, CultureInfo.InvariantCulture));
        await _endpoint.WaitAsync(url, Pause, cancellationToken);
        return url;
    }

    public async Task<bool> IsAliveAsync(Sandbox sandbox, CancellationToken cancellationToken) =>
        (await _engine.Containers.InspectContainerAsync(sandbox.ContainerId, cancellationToken)).State!.Running;

    public async Task<int> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = await _engine.Containers.ListContainersAsync(
            new ContainersListParameters
            {
                Filters = new Dictionary<string, IDictionary<string, bool>>
                {
                    ["label"] = new Dictionary<string, bool> { [$"io.localsandbox.prefix={prefix}"] = true },
                },
            },
            cancellationToken);
        return found.Count(container => container.Ports.Any(port => port.PrivatePort == Workload.Port));
    }

    public void Dispose()
    {
        _engine.Dispose();
        _endpoint.Dispose();
    }
}
