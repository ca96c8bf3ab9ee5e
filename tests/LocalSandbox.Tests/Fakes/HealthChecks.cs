using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Checks a backend's health as a host does.</summary>
internal static class HealthChecks
{
    public static Task<HealthCheckResult> CheckAsync(LocalContainerBackend backend, HealthStatus failureStatus = HealthStatus.Unhealthy)
    {
        var sut = new SandboxHealthCheck(new SandboxDiagnostics(backend));
        return sut.CheckHealthAsync(
            new HealthCheckContext { Registration = new HealthCheckRegistration("sandboxes", sut, failureStatus, tags: null) });
    }
}
