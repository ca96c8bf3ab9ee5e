using System.Text.Json.Serialization;

namespace LocalSandbox.Runtimes.Docker;

/// <summary>The part of <c>docker container inspect</c> that is read; everything else is skipped without being kept.</summary>
internal sealed record DockerContainerJson(
    string? Id,
    string? Name,
    string? Created,
    DockerStateJson? State,
    DockerConfigJson? Config,
    DockerNetworkSettingsJson? NetworkSettings);

internal sealed record DockerStateJson(
    string? Status,
    [property: JsonPropertyName("OOMKilled")] bool IsOutOfMemory,
    int ExitCode);

internal sealed record DockerConfigJson(Dictionary<string, string>? Labels);

/// <summary>Of <c>Ports</c>, never of <c>HostConfig</c>: Docker gives an engine-chosen port anew at every start.</summary>
internal sealed record DockerNetworkSettingsJson(Dictionary<string, List<DockerPortJson>?>? Ports);

internal sealed record DockerPortJson(string? HostIp, string? HostPort);

[JsonSerializable(typeof(List<DockerContainerJson?>))]
internal sealed partial class DockerJson : JsonSerializerContext;
