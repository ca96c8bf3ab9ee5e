using System.Text.Json.Serialization;

namespace LocalSandbox.PackageConsumer;

/// <summary>JSON without reflection, as a trimmed host needs it.</summary>
[JsonSerializable(typeof(SandboxInfo))]
internal sealed partial class ConsumerJson : JsonSerializerContext;
