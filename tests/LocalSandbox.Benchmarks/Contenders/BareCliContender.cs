using System.Globalization;
using System.Text.Json;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>
/// The floor: the same commands without anything around them, each answer taken for granted, the endpoint asked every 2 ms, and a removal
/// that kills at once.
/// </summary>
internal sealed class BareCliContender(string prefix) : IContender
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly PortRing _ports = PortRing.Find();
    private readonly Endpoint _endpoint = new();

    public string Name => ContenderNames.BareCli;

    public int NextPort => _ports.Next;

    public async Task<Sandbox> CreateAsync(string id, Workload workload, CancellationToken cancellationToken)
    {
        var sandbox = await StartAsync(id, workload, cancellationToken);
        await _endpoint.WaitAsync(sandbox.Url, Pause, cancellationToken);
        return sandbox;
    }

    /// <summary>Runs, and does not wait until it answers.</summary>
    public async Task<Sandbox> StartAsync(string id, Workload workload, CancellationToken cancellationToken)
    {
        var name = $"{prefix}-cli-{id}";
        var port = _ports.Take();
        var containerId = await DockerCommand.RunAsync(
            [
                "run", "-d", "--pull", "never", "--name", name,
                "-p", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}:{Workload.Port}"),
                .. workload.Variables.SelectMany(variable => new[] { "-e", $"{variable.Key}={variable.Value}" }),
                .. SandboxSettings.Arguments,
                workload.Image,
            ],
            cancellationToken);
        return new Sandbox(id, name, containerId.Trim(), Endpoint.On(port));
    }

    public Task DestroyAsync(Sandbox sandbox, CancellationToken cancellationToken) =>
        DockerCommand.RunAsync(["rm", "-f", sandbox.ContainerId], cancellationToken);

    public async Task<Uri> DiscoverAsync(string containerName, CancellationToken cancellationToken)
    {
        using var containers = await InspectAsync([containerName], cancellationToken);
        var url = Endpoint.On(PortOf(containers.RootElement[0]));
        await _endpoint.WaitAsync(url, Pause, cancellationToken);
        return url;
    }

    public async Task<bool> IsAliveAsync(Sandbox sandbox, CancellationToken cancellationToken)
    {
        using var containers = await InspectAsync([sandbox.ContainerId], cancellationToken);
        return containers.RootElement[0].GetProperty("State").GetProperty("Running").GetBoolean();
    }

    public async Task<int> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        using var containers = await InspectAsync(await IdsAsync(prefix, cancellationToken), cancellationToken);
        return containers.RootElement.EnumerateArray().Count(container => PortOf(container) > 0);
    }

    /// <summary>Lists as one would who asks about each container by itself.</summary>
    public async Task<int> ListOneByOneAsync(string prefix, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var id in await IdsAsync(prefix, cancellationToken))
        {
            using var containers = await InspectAsync([id], cancellationToken);
            count += PortOf(containers.RootElement[0]) > 0 ? 1 : 0;
        }

        return count;
    }

    public void Dispose() => _endpoint.Dispose();

    private static Task<IReadOnlyList<string>> IdsAsync(string prefix, CancellationToken cancellationToken) => DockerCommand.LinesAsync(
        ["ps", "-q", "--no-trunc", "--filter", $"label=io.localsandbox.prefix={prefix}"], cancellationToken);

    private static async Task<JsonDocument> InspectAsync(IReadOnlyList<string> containers, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await DockerCommand.RunAsync(["container", "inspect", .. containers], cancellationToken));

    private static int PortOf(JsonElement container) => int.Parse(
        container.GetProperty("NetworkSettings").GetProperty("Ports").GetProperty("8080/tcp")[0].GetProperty("HostPort").GetString()!,
        CultureInfo.InvariantCulture);
}
