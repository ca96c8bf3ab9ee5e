namespace LocalSandbox.Health;

/// <summary>What came of asking a sandbox whether it is ready.</summary>
/// <param name="IsReady">Whether it answered 200 in time.</param>
/// <param name="Last">The last answer in words, for an error message.</param>
internal sealed record HealthAnswer(bool IsReady, string Last);
