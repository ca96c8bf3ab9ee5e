using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>The errors of a sandbox that was started but is of no use.</summary>
internal static class SandboxFailures
{
    private const int LogLines = 50;
    private const int LongestLog = 16 * 1024;

    /// <summary>Explains why a sandbox's process ended, while its container is still there to be asked.</summary>
    public static async Task<SandboxException> ExitedEarlyAsync(
        IRuntimeDialect dialect, ContainerSpec spec, string containerId, ContainerFacts? facts, CancellationToken cancellationToken)
    {
        if (facts is null)
        {
            return new SandboxException(
                SandboxErrorCode.ExitedEarly, $"The sandbox in container '{spec.Name}' ended before it was ready, and its container is gone.")
            {
                Hint = spec.AutoRemove
                    ? $"Set {nameof(LocalSandboxOptions.AutoRemove)} to false to keep its exit code and log."
                    : "Something else on this machine removed it.",
            };
        }

        var log = await ReadLogAsync(dialect, spec, containerId, cancellationToken).ConfigureAwait(false);
        var why = facts.IsOutOfMemory
            ? $"it was killed for using more than its {spec.Limits.Memory ?? "allowed"} of memory"
            : facts.ExitCode is { } exitCode ? $"its process exited with code {exitCode}"
            : "its process ended, and the runtime does not tell its exit code";
        return new SandboxException(
            SandboxErrorCode.ExitedEarly,
            $"The sandbox in container '{spec.Name}' ended before it was ready: {why}. Its last log lines: {(log.Length == 0 ? "(none)" : log)}")
        {
            ExitCode = facts.ExitCode,
            Output = log,
            Hint = facts.IsOutOfMemory ? $"Raise {nameof(LocalSandboxOptions.Memory)}." : null,
        };
    }

    public static SandboxException NotReady(
        IRuntimeDialect dialect, ContainerSpec spec, Uri url, LocalSandboxOptions options, string lastAnswer)
    {
        var message = $"The sandbox in container '{spec.Name}' was not ready at {new Uri(url, options.HealthPath)} "
            + $"after {options.ReadyTimeout.InSeconds()}: at last {lastAnswer}.";
        return new SandboxException(SandboxErrorCode.NotReady, message)
        {
            Hint = $"Check that the image serves {nameof(LocalSandboxOptions.ContainerPort)} {options.ContainerPort} on all interfaces, "
                + $"or raise {nameof(LocalSandboxOptions.ReadyTimeout)}."
                + (dialect.UnreachableHint is { } hint ? $" {hint}" : ""),
        };
    }

    private static async Task<string> ReadLogAsync(
        IRuntimeDialect dialect, ContainerSpec spec, string containerId, CancellationToken cancellationToken)
    {
        string log;
        try
        {
            log = await dialect.ReadLogTailAsync(containerId, LogLines, spec.Environment.Values, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            // The exit is what the caller must learn of; that its log cannot be read as well is a detail of it.
            return $"(not readable: {e.Message})";
        }

        // Untrusted code may print lines of any length.
        log = log.TrimEnd();
        return log.Length <= LongestLog ? log : log[^LongestLog..];
    }
}
