namespace LocalSandbox.AppleEmulator.Storage;

/// <param name="Type"><c>virtiofs</c>, <c>tmpfs</c> or <c>volume</c>.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="Destination">Where.</param>
/// <param name="Options">As they were given; only the exact word <c>ro</c> makes it read-only.</param>
internal sealed record MountRecord(string Type, string Source, string Destination, List<string> Options)
{
    public bool IsReadOnly => Options.Contains("ro");
}
