namespace LocalSandbox.AppleEmulator;

/// <summary>Several failures of one command, one in each line.</summary>
internal sealed class CliFailures(IReadOnlyList<CliFailure> failures) : Exception("Several failures.")
{
    public string Render() => "Error: " + string.Join('\n', failures.Select(failure => failure.Nested));
}
