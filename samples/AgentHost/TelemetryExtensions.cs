using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AgentHost;

/// <summary>Shows spans and metrics on the console: <c>--Telemetry:Console=true</c>.</summary>
internal static class TelemetryExtensions
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue<bool>("Telemetry:Console"))
        {
            builder.Services.AddOpenTelemetry()
                .WithTracing(tracing => tracing.AddSource("LocalSandbox").AddConsoleExporter())
                .WithMetrics(metrics => metrics.AddMeter("LocalSandbox").AddConsoleExporter());
        }
    }
}
