namespace LocalSandbox.Processes;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="StandardOutput">What it wrote to standard output, read as UTF-8; bytes that are not become U+FFFD.</param>
/// <param name="StandardError">What it wrote to standard error, likewise.</param>
public sealed record ProcessResult(int ExitCode, string StandardOutput, string StandardError)
{
    /// <summary>Gets a value indicating whether a stream was too long to keep, so that only its end is here.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Gets a value indicating whether standard output was not UTF-8, so that what cannot be read of it is U+FFFD.</summary>
    public bool IsGarbled { get; init; }

    /// <summary>Describes the result without the output, which may hold the values of a sandbox's environment.</summary>
    /// <returns>The exit code and the lengths of both streams.</returns>
    public override string ToString() =>
        $"{nameof(ProcessResult)} {{ ExitCode = {ExitCode}, StandardOutput = {StandardOutput.Length} characters, "
            + $"StandardError = {StandardError.Length} characters{(IsTruncated ? ", truncated" : "")} }}";
}
