using LocalSandbox.Health;
using LocalSandbox.Leases;
using LocalSandbox.Runtimes;
using LocalSandbox.Telemetry;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Lifecycle;

/// <summary>The detected runtime, and what works on sandboxes through it.</summary>
internal sealed record LocalRuntime(
    DetectedRuntime Detected,
    ReadinessWatch Readiness,
    SandboxRemoval Removal,
    AttemptCleanup Cleanup,
    SandboxAdoption Adoption,
    RollCall RollCall,
    SandboxTelemetry Telemetry)
{
    public IRuntimeDialect Dialect => Detected.Dialect;

    public static LocalRuntime Assemble(
        DetectedRuntime detected,
        SandboxHealthPoller poller,
        SandboxView view,
        KnownSandboxes known,
        LeaseFolder leases,
        LocalSandboxOptions options,
        SandboxTelemetry telemetry,
        TimeProvider timeProvider,
        ILogger logger)
    {
        var dialect = detected.Dialect;
        var readiness = new ReadinessWatch(dialect, poller, options, timeProvider);
        var removal = new SandboxRemoval(dialect, known, options, timeProvider, logger);
        return new LocalRuntime(
            detected,
            readiness,
            removal,
            new AttemptCleanup(dialect, removal, timeProvider),
            new SandboxAdoption(dialect, view, readiness, removal, known, leases, options, telemetry, timeProvider, logger),
            new RollCall(dialect, known, options),
            telemetry);
    }
}
