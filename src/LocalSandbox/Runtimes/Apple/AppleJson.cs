using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>The part of <c>container list --format json</c> that is read; everything else, the environment above all, is skipped.</summary>
/// <param name="Configuration">What the container was made from.</param>
/// <param name="Status">Up to 0.12.3 the state, from 1.0.0 on an <see cref="AppleStatusJson"/>.</param>
/// <param name="StartedDate">Only from 0.8.0 to 0.12.3: seconds since 2001.</param>
internal sealed record AppleContainerJson(AppleConfigurationJson? Configuration, JsonElement Status, JsonElement StartedDate);

internal sealed record AppleConfigurationJson(
    string? Id,
    JsonElement CreationDate,
    Dictionary<string, string?>? Labels,
    List<ApplePortJson?>? PublishedPorts);

internal sealed record AppleStatusJson(string? State, JsonElement StartedDate);

/// <param name="HostAddress">The address it is bound on.</param>
/// <param name="HostPort">The first port outside.</param>
/// <param name="ContainerPort">The first port inside.</param>
/// <param name="Proto"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Count">How many ports follow one another; absent up to 0.6.0, where it is always one.</param>
internal sealed record ApplePortJson(string? HostAddress, int HostPort, int ContainerPort, string? Proto, int? Count);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(List<AppleContainerJson?>))]
[JsonSerializable(typeof(AppleStatusJson))]
internal sealed partial class AppleJson : JsonSerializerContext;
