using System.ComponentModel;

namespace LocalSandbox.Processes;

/// <summary>The one door to child processes; a host's tests register their own.</summary>
public interface IProcessRunner
{
    /// <summary>Runs a program to its end and collects what it wrote, whatever its exit code.</summary>
    /// <param name="command">The program.</param>
    /// <param name="cancellationToken">Kills the program and everything it started.</param>
    /// <returns>The exit code and the output.</returns>
    /// <exception cref="Win32Exception">The program could not be started; the native error code tells a missing file from a forbidden one.</exception>
    /// <exception cref="TimeoutException"><see cref="ProcessCommand.Timeout"/> passed; the program was killed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the program was killed.</exception>
    Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken);
}
