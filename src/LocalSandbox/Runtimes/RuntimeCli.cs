using System.ComponentModel;
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

    private readonly ILogger _logger = logger;

    public string Executable { get; } = executable;

    public Task<ProcessResult> RunAsync(IReadOnlyList<string> arguments, TimeSpan timeLimit, CancellationToken cancellationToken) =>
        RunAsync(new ProcessCommand(Executable, arguments) { Timeout = timeLimit }, [], cancellationToken);

    /// <summary>Runs a command that is handed secrets; they are masked in its output, because engines echo what they reject.</summary>
    public async Task<ProcessResult> RunAsync(ProcessCommand command, IEnumerable<string> secrets, CancellationToken cancellationToken)
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
                SandboxErrorCode.TimedOut, $"'{Verb(command)}' gave no answer within {command.Timeout.TotalSeconds:0.###} s.", e)
            {
                Hint = "The engine is overloaded or hangs; look at its log, or restart it.",
            };
        }

        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogCommand(command.ToString(), result.ExitCode, timeProvider.GetElapsedTime(started).TotalMilliseconds);
        }

        // The output of a success is an answer and never shown; masked, an id that happens to hold a short value would be another one.
        return result with
        {
            StandardOutput = result.ExitCode == 0 ? result.StandardOutput : SecretText.Mask(result.StandardOutput, secrets),
            StandardError = SecretText.Mask(result.StandardError, secrets),
        };
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
            Hint = $"Install it and put it on PATH, or set {nameof(LocalSandboxOptions.RuntimePath)} to its executable.",
        },
        _ => new SandboxException(SandboxErrorCode.CommandFailed, $"'{Executable}' could not be started: {e.Message}", e),
    };

    private static string Verb(ProcessCommand command) => string.Join(' ', command.Arguments.Take(2).Prepend(command.FileName));

    [LoggerMessage(EventId = 100, Level = LogLevel.Debug, Message = "Ran {Command}: exit code {ExitCode} after {ElapsedMilliseconds:0.0} ms")]
    private partial void LogCommand(string command, int exitCode, double elapsedMilliseconds);
}
