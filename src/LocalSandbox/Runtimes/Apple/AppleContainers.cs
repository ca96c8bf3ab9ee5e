using System.Net;
using System.Text.Json;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>Translates what <c>container list --all --format json</c> prints into facts, in both shapes: up to 0.12.3 and from 1.0.0 on.</summary>
internal static class AppleContainers
{
    /// <summary>How long a container may be made but not started: the command line itself waits 60 s for it at most.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    /// <summary>What Swift counts seconds from.</summary>
    private static readonly DateTimeOffset ReferenceDate = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads the whole document.</summary>
    /// <exception cref="FormatException">It is not a list of containers, each with its id and state.</exception>
    public static IReadOnlyList<ContainerFacts> Parse(string json, DateTimeOffset now)
    {
        try
        {
            var containers = JsonSerializer.Deserialize(json, AppleJson.Default.ListAppleContainerJson);
            return containers is null
                ? throw new FormatException("The answer is null.")
                : Distinct([.. containers.Select(container => Translate(container, now))]);
        }
        catch (JsonException e)
        {
            // Not as the cause: the parser quotes what it cannot read, which may be the value of a variable.
            throw new FormatException($"The answer is not the expected JSON (line {e.LineNumber}, byte {e.BytePositionInLine}, {e.Path}).");
        }
    }

    private static ContainerFacts[] Distinct(ContainerFacts[] containers) =>
        containers.DistinctBy(facts => facts.Name, StringComparer.Ordinal).Count() == containers.Length
            ? containers
            : throw new FormatException("Two containers have one name.");

    private static ContainerFacts Translate(AppleContainerJson? container, DateTimeOffset now)
    {
        var (state, startedDate) = container is null ? (null, default) : ReadStatus(container);
        if (container?.Configuration is not { Id: { Length: > 0 } name } configuration || state is null)
        {
            throw new FormatException("A container has no id or state.");
        }

        var labels = (configuration.Labels ?? []).ToDictionary(label => label.Key, label => label.Value ?? "", StringComparer.Ordinal);
        var started = ReadDate(startedDate);
        var created = ReadDate(configuration.CreationDate);
        return new ContainerFacts(AppleContainerId.Of(name, labels), name, ReadState(state, started, created, now))
        {
            // Before 1.0.0 only the start is known; a sandbox is started once, as soon as it is made.
            CreatedAt = created ?? started,
            Labels = labels,
            Ports = [.. (configuration.PublishedPorts ?? []).SelectMany(ReadPorts)],
        };
    }

    private static (string? State, JsonElement StartedDate) ReadStatus(AppleContainerJson container) => container.Status.ValueKind switch
    {
        JsonValueKind.String => (ReadText(container.Status), container.StartedDate),
        JsonValueKind.Object when container.Status.Deserialize(AppleJson.Default.AppleStatusJson) is { } status => (status.State, status.StartedDate),
        _ => (null, default),
    };

    /// <summary>
    /// "stopped" is also what a container is that a rival has just made and is about to start, which takes the time of booting a machine.
    /// Taking that for dead would get it removed under the rival's hands, so what has no date of a start (no container has one up to 0.7.1, and
    /// none after a restart of the service) is "created" for a minute: by its own date from 1.0.0 on, before by <see cref="AppleMemory"/>.
    /// </summary>
    private static ContainerState ReadState(string state, DateTimeOffset? started, DateTimeOffset? created, DateTimeOffset now) => state switch
    {
        "running" => ContainerState.Running,
        "stopped" => started is null && !(now - created >= LongestStart) ? ContainerState.Created : ContainerState.Exited,
        "stopping" => ContainerState.Removing,
        _ => ContainerState.Unrecognized,
    };

    /// <summary>Reads a date as seconds since 2001 (up to 0.12.3) or in ISO 8601 (from 1.0.0 on); the epoch stands for "not known".</summary>
    private static DateTimeOffset? ReadDate(JsonElement date)
    {
        switch (date.ValueKind)
        {
            case JsonValueKind.String:
                return ContainerTimestamp.Parse(ReadText(date)) is { } read && read != DateTimeOffset.UnixEpoch ? read : null;

            case JsonValueKind.Number when date.TryGetDouble(out var seconds)
                && Math.Abs(seconds) < (DateTimeOffset.MaxValue - ReferenceDate).TotalSeconds / 10:
                return ReferenceDate + TimeSpan.FromSeconds(seconds);

            default:
                return null;
        }
    }

    /// <summary>Half a character, such as <c>"\ud800"</c>, is valid JSON; a serializer refuses it as such, an element on its own does not.</summary>
    private static string? ReadText(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("The answer holds a text that is not valid Unicode.", e);
        }
    }

    /// <summary>Reads a port or a range of them; UDP is nothing to this library.</summary>
    private static IEnumerable<PublishedPort> ReadPorts(ApplePortJson? port)
    {
        if (port is null || !string.Equals(port.Proto, "tcp", StringComparison.OrdinalIgnoreCase))
        {
            yield break;
        }

        var address = IPAddress.TryParse(port.HostAddress, out var parsed) ? parsed : null;
        for (var i = 0; i < (port.Count ?? 1) && IsPort(port.HostPort + i) && IsPort(port.ContainerPort + i); i++)
        {
            yield return new PublishedPort(port.ContainerPort + i, address, port.HostPort + i);
        }
    }

    private static bool IsPort(int number) => number is > 0 and <= IPEndPoint.MaxPort;
}
