using LocalSandbox.Processes;

namespace LocalSandbox.Testing;

/// <summary>The usual replies of a command line.</summary>
public static class Replies
{
    /// <summary>Ends with exit code 0.</summary>
    /// <param name="output">What it writes to standard output.</param>
    /// <param name="error">What it writes to standard error.</param>
    /// <returns>The reply.</returns>
    public static Reply Ok(string output = "", string error = "") => Result(0, output, error);

    /// <summary>Fails.</summary>
    /// <param name="exitCode">The exit code.</param>
    /// <param name="error">What it writes to standard error.</param>
    /// <param name="output">What it writes to standard output.</param>
    /// <returns>The reply.</returns>
    public static Reply Fail(int exitCode, string error, string output = "") => Result(exitCode, output, error);

    /// <summary>Ends with any exit code.</summary>
    /// <param name="exitCode">The exit code.</param>
    /// <param name="output">What it writes to standard output.</param>
    /// <param name="error">What it writes to standard error.</param>
    /// <returns>The reply.</returns>
    public static Reply Result(int exitCode, string output, string error) => (_, _) => Task.FromResult(new ProcessResult(exitCode, output, error));

    /// <summary>Does not run at all: a <see cref="System.ComponentModel.Win32Exception"/> for what cannot be started, a <see cref="TimeoutException"/> for what takes too long.</summary>
    /// <param name="exception">Makes the exception.</param>
    /// <returns>The reply.</returns>
    public static Reply Throws(Func<Exception> exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return (_, _) => Task.FromException<ProcessResult>(exception());
    }

    /// <summary>Never answers; ends when it is killed.</summary>
    /// <returns>The reply.</returns>
    public static Reply Hangs() => (_, cancellationToken) =>
    {
        // Unlike an endless delay it ends in line, on the thread that moved a fake clock: no time passes before whoever waited has seen it.
        var never = new TaskCompletionSource<ProcessResult>();
        cancellationToken.UnsafeRegister((_, token) => never.TrySetCanceled(token), null);
        return never.Task;
    };

    /// <summary>Waits for something, or to be killed, and then answers.</summary>
    /// <param name="gate">What to wait for.</param>
    /// <param name="reply">The answer.</param>
    /// <returns>The reply.</returns>
    public static Reply After(Task gate, Reply reply)
    {
        ArgumentNullException.ThrowIfNull(gate);
        ArgumentNullException.ThrowIfNull(reply);
        return async (command, cancellationToken) =>
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await reply(command, cancellationToken).ConfigureAwait(false);
        };
    }
}
