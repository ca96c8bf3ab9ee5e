// Another host process: does one operation with a backend of its own and prints the answer as JSON.
// Arguments: operation, image, prefix, base port, sandbox id, then variables as NAME=VALUE.
using System.Globalization;
using System.Text.Json;
using LocalSandbox;

if (args is not [var operation, var image, var prefix, var basePort, var id, .. var variables])
{
    await Console.Error.WriteLineAsync("peer OPERATION IMAGE PREFIX BASE_PORT ID [NAME=VALUE ...]");
    return 2;
}

using var backend = new LocalContainerBackend(new LocalSandboxOptions
{
    Runtime = ContainerRuntimeKind.Docker,
    Image = image,
    ContainerPrefix = prefix,
    BasePort = int.Parse(basePort, CultureInfo.InvariantCulture),
    PortRange = 39,
    StopGracePeriod = TimeSpan.FromSeconds(1),
});
var request = new SandboxRequest(id)
{
    Environment = variables.Select(variable => variable.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]),
};

object? answer = operation switch
{
    "create" => await backend.CreateAsync(request),
    "get-or-create" => await backend.GetOrCreateAsync(request),
    "discover" => await backend.DiscoverAsync(id),
    "list" => await backend.ListRunningAsync(),
    "destroy" => await DestroyAsync(),
    _ => throw new ArgumentException($"There is no operation '{operation}'."),
};
Console.WriteLine(JsonSerializer.Serialize(answer));
return 0;

async Task<bool> DestroyAsync()
{
    await backend.DestroyAsync(new SandboxInfo(id));
    return true;
}
