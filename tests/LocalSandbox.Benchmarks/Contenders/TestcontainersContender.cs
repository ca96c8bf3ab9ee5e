using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>
/// Testcontainers with its own HTTP wait strategy. It knows only the containers it made itself: there is nothing to find, list or ask about
/// another one's.
/// </summary>
internal sealed class TestcontainersContender(string prefix) : IContender
{
    private readonly PortRing _ports = PortRing.Find();

    public string Name => ContenderNames.Testcontainers;

    public int NextPort => _ports.Next;

    /// <summary>Its reaper is an image of its own, which cannot be pulled without a registry.</summary>
    public static void DisableReaper() => TestcontainersSettings.ResourceReaperEnabled = false;

    public async Task<Sandbox> CreateAsync(string id, Workload workload, CancellationToken cancellationToken)
    {
        var port = _ports.Take();
        var container = new ContainerBuilder(workload.Image)
            .WithName($"{prefix}-tc-{id}")
            .WithImagePullPolicy(PullPolicy.Never)
            .WithEnvironment(workload.Variables)
            .WithLabel(SandboxSettings.Labels)
            .WithPortBinding(port, Workload.Port)
            .WithCreateParameterModifier(parameters => EngineParameters.Apply(parameters.HostConfig!, port))
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(
                request => request.ForPort(Workload.Port).ForPath(Workload.HealthPath)))
            .WithLogger(NullLogger.Instance)
            .Build();
        await container.StartAsync(cancellationToken);
        return new Sandbox(id, container.Name.TrimStart('/'), container.Id, Endpoint.On(port), container);
    }

    public async Task DestroyAsync(Sandbox sandbox, CancellationToken cancellationToken) => await ((IContainer)sandbox.Own!).DisposeAsync();

    public Task<Uri> DiscoverAsync(string containerName, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> IsAliveAsync(Sandbox sandbox, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Dispose()
    {
        // Each container holds what it needs itself.
    }
}
