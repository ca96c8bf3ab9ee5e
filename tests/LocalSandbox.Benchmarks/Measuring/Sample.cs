namespace LocalSandbox.Benchmarks.Measuring;

/// <summary>What one operation took.</summary>
/// <param name="Milliseconds">From call to return.</param>
/// <param name="HostCpu">CPU time of this process meanwhile, in milliseconds; null where others used it too.</param>
/// <param name="CommandCpu">CPU time of the commands that were started and ended, in milliseconds; likewise.</param>
/// <param name="Allocated">Bytes allocated by this process meanwhile; likewise.</param>
internal sealed record Sample(double Milliseconds, double? HostCpu = null, double? CommandCpu = null, long? Allocated = null);
