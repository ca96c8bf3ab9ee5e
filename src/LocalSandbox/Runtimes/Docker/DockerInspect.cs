using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace LocalSandbox.Runtimes.Docker;

/// <summary>Translates what <c>docker container inspect</c> prints into facts.</summary>
internal static class DockerInspect
{
    /// <summary>Reads the whole document.</summary>
    /// <exception cref="FormatException">It is not a list of containers, each with its id and name.</exception>
    public static IReadOnlyList<ContainerFacts> Parse(string json, Func<string?, ContainerState> readState)
    {
        try
        {
            var containers = JsonSerializer.Deserialize(json, DockerJson.Default.ListDockerContainerJson);
            return containers is null ? throw new FormatException("The answer is null.") : [.. containers.Select(container => Translate(container, readState))];
        }
        catch (JsonException e)
        {
            // Not as the cause: the parser quotes what it cannot read, which may be the value of a variable.
            throw new FormatException($"The answer is not the expected JSON (line {e.LineNumber}, byte {e.BytePositionInLine}, {e.Path}).");
        }
    }

    private static ContainerFacts Translate(DockerContainerJson? container, Func<string?, ContainerState> readState)
    {
        // Without its configuration it would look as if it were not ours.
        if (container is not { Id.Length: > 0, Name.Length: > 0, State: { } state, Config: { } config })
        {
            throw new FormatException("A container has no id, name, state or configuration.");
        }

        return new ContainerFacts(container.Id, container.Name.TrimStart('/'), readState(state.Status))
        {
            CreatedAt = ContainerTimestamp.Parse(container.Created),
            ExitCode = state.ExitCode,
            IsOutOfMemory = state.IsOutOfMemory,
            Labels = config.Labels ?? (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty,
            Ports = container.NetworkSettings?.Ports is { } ports ? [.. ports.SelectMany(ReadPorts)] : [],
        };
    }

    /// <summary>Reads one entry such as <c>"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8081"}]</c>; null where nothing is published.</summary>
    private static IEnumerable<PublishedPort> ReadPorts(KeyValuePair<string, List<DockerPortJson>?> entry)
    {
        if (entry.Key.Split('/') is not [var port, "tcp"] || !TryReadPort(port, out var containerPort))
        {
            yield break;
        }

        foreach (var binding in entry.Value ?? [])
        {
            if (TryReadPort(binding?.HostPort, out var hostPort))
            {
                yield return new PublishedPort(
                    containerPort, IPAddress.TryParse(binding!.HostIp, out var address) ? address : null, hostPort);
            }
        }
    }

    private static bool TryReadPort(string? text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort;
}
