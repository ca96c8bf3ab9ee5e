using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LocalSandbox;

/// <summary>Reports a <see cref="SandboxDiagnosis"/> to a host's health checks: <c>services.AddHealthChecks().AddCheck&lt;SandboxHealthCheck&gt;("sandboxes")</c>.</summary>
/// <param name="diagnostics">Makes the diagnosis.</param>
public sealed class SandboxHealthCheck(SandboxDiagnostics diagnostics) : IHealthCheck
{
    /// <summary>Makes a diagnosis, which takes at most three seconds.</summary>
    /// <param name="context">Says what a failure counts as.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// <see cref="HealthStatus.Healthy"/>; <see cref="HealthStatus.Degraded"/> when there are warnings; the registration's failure status when
    /// sandboxes cannot be used. The data hold a line for each check.
    /// </returns>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);

        var diagnosis = await diagnostics.RunAsync(cancellationToken).ConfigureAwait(false);
        var data = diagnosis.Checks.ToDictionary(check => check.Name, check => (object)check.ToString(), StringComparer.Ordinal);
        var troubles = diagnosis.Checks.Where(check => check.Status is SandboxCheckStatus.Failed or SandboxCheckStatus.Warning).ToList();
        var description = string.Join(' ', troubles.Select(check => check.Hint is null ? check.Message : $"{check.Message} {check.Hint}"));
        return !diagnosis.CanUseSandboxes ? new HealthCheckResult(context.Registration.FailureStatus, description, data: data)
            : troubles.Count > 0 ? HealthCheckResult.Degraded(description, data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
