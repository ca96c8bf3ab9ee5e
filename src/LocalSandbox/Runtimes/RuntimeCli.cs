using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text.RegularExpressions;
using LocalSandbox.Processes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Runtimes;

/// <summary>
/// Runs one runtime's executable for a dialect. What keeps a command from giving any answer at all (not installed, not allowed, too slow,
/// too long) becomes a <see cref="SandboxException"/> here; what its answer means is the dialect's business.
/// </summary>
internal sealed partial class RuntimeCli(string executable, IProcessRunner runner, TimeProvider timeProvider, ILogger logger)
{
    private const int FileNotFound = 2;
    private const int AccessDeniedOnWindows = 5;
    private const int ArgumentListTooLong = 7;
    private const int AccessDenied = 13;

    /// <summary>Texts that differ every time must not fill the memory of a host that runs for months.</summary>
    private const int MostWarnings = 32;

    private readonly ILogger _logger = logger;
    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _warnedOf = new(StringComparer.Ordinal);

    public string Executable { get; } = executable;

    public Task<ProcessResult> RunAsync(IReadOnlyList<string> arguments, TimeSpan timeLimit, CancellationToken cancellationToken) =>
        RunAsync(new ProcessCommand(Executable, arguments) { Timeout = timeLimit }, cancellationToken);

    /// <summary>Runs a command. Its output may echo the secrets it was handed, and is for the dialect's eyes only.</summary>
    public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        ProcessResult result;
        try
        {
            result = await runner.RunAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw NotStarted(e);
        }
        catch (TimeoutException e)
        {
            throw new SandboxException(
                SandboxErrorCode.TimedOut, $"'{Verb(command)}' gave no answer within {command.Timeout.InSeconds()}.", e)
            {
                Hint = "The engine is overloaded or hangs; look at its log, or restart it.",
            };
        }

        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogCommand(command.ToString(), result.ExitCode, timeProvider.GetElapsedTime(started).TotalMilliseconds);
        }

        return result;
    }

    /// <summary>Logs what a runtime says although it has done as it was told, such as that it ignores a limit; each text once.</summary>
    public void Warn(string standardError)
    {
        foreach (var line in standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            lock (_warned)
            {
                if (_warned.Count == MostWarnings || !_warned.Add(Stamp().Replace(line, "")))
                {
                    continue;
                }
            }

            LogWarning(Executable, line);
        }
    }

    /// <summary>Logs that a setting has no effect, once for each setting, however much else was logged.</summary>
    public void WarnOfLimitation(string setting, string limitation)
    {
        if (_warnedOf.TryAdd(setting, true))
        {
            LogWarning(Executable, limitation);
        }
    }

    private SandboxException NotStarted(Win32Exception e) => e.NativeErrorCode switch
    {
        AccessDenied or AccessDeniedOnWindows => new SandboxException(
            SandboxErrorCode.PermissionDenied, $"'{Executable}' may not be executed by this user.", e)
        {
            Hint = $"Make the file executable, or set {nameof(LocalSandboxOptions.RuntimePath)} to one that is.",
        },
        ArgumentListTooLong when !OperatingSystem.IsWindows() => new SandboxException(
            SandboxErrorCode.InvalidRequest, $"The arguments and environment variables for '{Executable}' are longer than the system allows.", e)
        {
            Hint = "Pass large values through a mounted file.",
        },
        FileNotFound => new SandboxException(
            SandboxErrorCode.RuntimeNotInstalled, $"The container runtime '{Executable}' was not found.", e)
        {
            Hint = $"Install it and put it on PATH, set {nameof(LocalSandboxOptions.RuntimePath)} to its executable, or set {nameof(LocalSandboxOptions.Runtime)} "
                + $"to one that is installed: {nameof(ContainerRuntimeKind.Podman)} is used only where it is named.",
        },
        _ => new SandboxException(SandboxErrorCode.CommandFailed, $"'{Executable}' could not be started: {e.Message}", e),
    };

    private static string Verb(ProcessCommand command) => string.Join(' ', command.Arguments.Take(2).Prepend(command.FileName));

    /// <summary>Podman writes the time before each warning.</summary>
    [GeneratedRegex(@"\Atime=""[^""]*"" ")]
    private static partial Regex Stamp();

    [LoggerMessage(EventId = 100, Level = LogLevel.Debug, Message = "Ran {Command}: exit code {ExitCode} after {ElapsedMilliseconds:0.0} ms")]
    private partial void LogCommand(string command, int exitCode, double elapsedMilliseconds);

    [LoggerMessage(EventId = 28, Level = LogLevel.Warning, Message = "{Executable} says: {Warning}")]
    private partial void LogWarning(string executable, string warning);
}
