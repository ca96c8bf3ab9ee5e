using System.Text.Json.Serialization;

namespace LocalSandbox.AppleEmulator.Storage;

[JsonSerializable(typeof(ContainerRecord))]
internal sealed partial class StorageJson : JsonSerializerContext;
