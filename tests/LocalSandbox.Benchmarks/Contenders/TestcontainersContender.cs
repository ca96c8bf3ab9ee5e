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

    /// <summary>
    /// Makes it work here. Its reaper is an image of its own, which cannot be pulled without a registry. In a container it takes the gateway for
    /// the address of its containers, where loopback ports are not published. The API version it asks for is that of Docker 25 unless it is told
    /// another; it reads that once, and the commands of the others must not see it: they would save a call.
    /// </summary>
    public static async Task PrepareAsync(CancellationToken cancellationToken)
    {
        const string Variable = "DOCKER_API_VERSION";
        var version = await DockerCommand.RunAsync(["version", "--format", "{{.Server.APIVersion}}"], cancellationToken);
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, version.Trim());
        Environment.SetEnvironmentVariable("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1");
        TestcontainersSettings.ResourceReaperEnabled = false;
        Environment.SetEnvironmentVariable(Variable, before);
    }

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
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Endpoint.Patience);
        await container.StartAsync(limit.Token);
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
