namespace LocalSandbox.AppleEmulator;

/// <summary>A failure with exit code 1, in the frame of the version: up to 0.9.0 <c>CODE: "MESSAGE"</c>, from 0.10.0 on the message alone.</summary>
internal sealed class CliFailure(string code, string message, string? cause = null) : Exception(message)
{
    /// <summary>Gets the form that a cause inside of another failure has in every version.</summary>
    public string Nested => $"{code}: \"{Message}\"" + (cause is null ? "" : $" (cause: \"{cause}\")");

    /// <summary>Gets or sets a value indicating whether it is one of several that are printed together, which keep the old form.</summary>
    public bool IsAggregated { get; init; }

    public static CliFailure Xpc(string message) => new("interrupted", $"XPC connection error: {message}");

    public string Render(CliVersion version)
    {
        var text = IsAggregated || !version.IsAtLeast(0, 10) || Message.StartsWith("XPC connection error", StringComparison.Ordinal)
            ? Nested
            : Message + (cause is null ? "" : $" (cause: \"{cause}\")");
        return $"Error: {text}"
            + (text.Contains("XPC connection error", StringComparison.Ordinal)
                ? "\nEnsure container system service has been started with `container system start`."
                : "");
    }
}
