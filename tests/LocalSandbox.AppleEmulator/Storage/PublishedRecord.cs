namespace LocalSandbox.AppleEmulator.Storage;

internal sealed record PublishedRecord(string HostAddress, int HostPort, int ContainerPort, string Proto, int Count);
