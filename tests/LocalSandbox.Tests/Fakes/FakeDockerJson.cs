using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Spells a container as Docker does.</summary>
internal static class FakeDockerJson
{
    public static JsonObject Of(FakeContainer container)
    {
        var bindings = container is { HostPort: { } port, State: "running" or "paused" }
            ? new JsonArray(new JsonObject { ["HostIp"] = container.HostIp, ["HostPort"] = port.ToString(CultureInfo.InvariantCulture) })
            : null;
        return new JsonObject
        {
            ["Id"] = container.Id,
            ["Created"] = container.Created,
            ["Path"] = "/init",
            ["State"] = new JsonObject
            {
                ["Status"] = container.State,
                ["OOMKilled"] = container.IsOutOfMemory,
                ["ExitCode"] = container.ExitCode,
            },
            ["Name"] = "/" + container.Name,
            ["Config"] = new JsonObject
            {
                ["Env"] = new JsonArray("PATH=/bin"),
                ["Labels"] = JsonSerializer.SerializeToNode(container.Labels),
            },
            ["NetworkSettings"] = new JsonObject
            {
                ["Ports"] = container.State is "created" or "exited"
                    ? new JsonObject()
                    : new JsonObject { [string.Create(CultureInfo.InvariantCulture, $"{container.ContainerPort}/tcp")] = bindings },
            },
        };
    }
}
