namespace LocalSandbox.Runtimes;

/// <summary>The runtime that is driven.</summary>
/// <param name="Dialect">Speaks to it.</param>
/// <param name="Executable">Its command line.</param>
/// <param name="Announcement">What the command line says it is, in its own words.</param>
internal sealed record DetectedRuntime(IRuntimeDialect Dialect, string Executable, string Announcement);
