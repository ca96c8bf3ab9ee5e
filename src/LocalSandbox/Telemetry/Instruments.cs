using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LocalSandbox.Telemetry;

/// <summary>What the library reports about itself, by the conventions of OpenTelemetry. Free while nobody listens.</summary>
internal static class Instruments
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "LocalSandbox";

    /// <summary>Docker's answer times are a tenth of a second, an image's start up to a minute.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10, 20, 30, 60, 120],
    };

    private static readonly string? Version = typeof(Instruments).Assembly.GetName().Version?.ToString(fieldCount: 3);

    private static readonly Meter Meter = new(Name, Version);

    public static ActivitySource Source { get; } = new(Name, Version);

    public static Counter<long> Operations { get; } = Meter.CreateCounter<long>(
        "localsandbox.operations", "{operation}", "Operations that ended, by operation and, for those that failed, error.type.");

    public static Histogram<double> CreateDuration { get; } = Meter.CreateHistogram(
        "localsandbox.create.duration", "s", "From the call of a create to its end.", tags: null, Seconds);

    public static Histogram<double> ReadyDuration { get; } = Meter.CreateHistogram(
        "localsandbox.ready.duration", "s", "From the start of a container to its first healthy answer, or to the end of the wait for it.", tags: null, Seconds);

    public static Histogram<double> StopDuration { get; } = Meter.CreateHistogram(
        "localsandbox.stop.duration", "s", "From the call of a destroy to its end, which is proven absence unless it failed.", tags: null, Seconds);
}
