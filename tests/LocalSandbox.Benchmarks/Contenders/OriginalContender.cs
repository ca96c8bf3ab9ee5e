using System.Globalization;
using System.Text.Json;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>
/// What the Python class that this library goes back to does, command for command: no init, <c>run --rm</c>, a look at the endpoint once a
/// second, two commands to find a sandbox, and <c>stop</c> with the engine's grace period of ten seconds.
/// </summary>
internal sealed class OriginalContender(string prefix) : IContender
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly PortRing _ports = PortRing.Find();
    private readonly Endpoint _endpoint = new();

    public string Name => ContenderNames.Original;

    public int NextPort => _ports.Next;

    public async Task<Sandbox> CreateAsync(string id, Workload workload, CancellationToken cancellationToken)
    {
        var name = $"{prefix}-original-{id}";
        var port = _ports.Take();
        var url = Endpoint.On(port);
        var containerId = await DockerCommand.RunAsync(
            [
                "run", "--security-opt", "seccomp=unconfined", "--rm", "-d",
                "-p", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}:{Workload.Port}"),
                "--name", name,
                .. workload.Variables.SelectMany(variable => new[] { "-e", $"{variable.Key}={variable.Value}" }),
                workload.Image,
            ],
            cancellationToken);
        await _endpoint.WaitAsync(url, Pause, cancellationToken);
        return new Sandbox(id, name, containerId.Trim(), url);
    }

    public Task DestroyAsync(Sandbox sandbox, CancellationToken cancellationToken) =>
        DockerCommand.RunAsync(["stop", sandbox.ContainerId], cancellationToken);

    public async Task<Uri> DiscoverAsync(string containerName, CancellationToken cancellationToken)
    {
        if (!await IsRunningAsync(containerName, cancellationToken))
        {
            throw new InvalidOperationException($"{containerName} does not run.");
        }

        var lines = await DockerCommand.LinesAsync(
            ["port", containerName, Workload.Port.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        var url = Endpoint.On(int.Parse(lines[0].AsSpan(lines[0].LastIndexOf(':') + 1), CultureInfo.InvariantCulture));
        await _endpoint.WaitAsync(url, Pause, cancellationToken);
        return url;
    }

    public Task<bool> IsAliveAsync(Sandbox sandbox, CancellationToken cancellationToken) => IsRunningAsync(sandbox.ContainerName, cancellationToken);

    public async Task<int> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var names = await DockerCommand.LinesAsync(["ps", "--filter", $"name={prefix}-", "--format", "{{.Names}}"], cancellationToken);
        using var containers = JsonDocument.Parse(await DockerCommand.RunAsync(["inspect", .. names], cancellationToken));
        return containers.RootElement.EnumerateArray().Count(container =>
            container.GetProperty("NetworkSettings").GetProperty("Ports").GetProperty("8080/tcp").GetArrayLength() > 0);
    }

    public void Dispose() => _endpoint.Dispose();

    private static async Task<bool> IsRunningAsync(string name, CancellationToken cancellationToken) =>
        (await DockerCommand.RunAsync(["inspect", "-f", "{{.State.Running}}", name], cancellationToken)).Trim() == "true";
}
