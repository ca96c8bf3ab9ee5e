namespace LocalSandbox.Runtimes.Docker;

/// <summary>Spells a mount as <c>--mount</c> takes it: one record of comma-separated values (RFC 4180), each field a key and a value.</summary>
internal static class DockerMount
{
    public static string Format(SandboxMount mount) => string.Join(
        ',',
        "type=bind",
        Quote($"src={mount.HostPath}"),
        Quote($"dst={mount.ContainerPath}"))
        + (mount.ReadOnly ? ",readonly" : "");

    /// <summary>Quotes the whole field, as Go's reader wants it; a quote inside is doubled, a backslash is an ordinary character.</summary>
    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
