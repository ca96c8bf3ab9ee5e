namespace LocalSandbox.EngineTests.Conformance.Runtimes;

/// <summary>What a sandbox was asked to be confined to; null and 0 are no limit.</summary>
/// <param name="Isolation">The profile.</param>
/// <param name="Memory">Memory in bytes.</param>
/// <param name="Cpus">CPUs' worth of time.</param>
/// <param name="Pids">Processes.</param>
internal sealed record Asked(SandboxIsolation Isolation, long? Memory, double? Cpus, int? Pids);
