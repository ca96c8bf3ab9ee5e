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
            // With the requests' own spans, because of a request that is not recorded nothing below is either.
            builder.Services.AddOpenTelemetry()
                .WithTracing(tracing => tracing.AddSource("Microsoft.AspNetCore", "LocalSandbox").AddConsoleExporter())
                .WithMetrics(metrics => metrics.AddMeter("LocalSandbox").AddConsoleExporter());
        }
    }
}
