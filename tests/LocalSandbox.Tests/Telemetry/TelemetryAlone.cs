namespace LocalSandbox.Tests.Telemetry;

/// <summary>Runs when no other test does.</summary>
[CollectionDefinition(nameof(TelemetryAlone), DisableParallelization = true)]
public sealed class TelemetryAlone;
