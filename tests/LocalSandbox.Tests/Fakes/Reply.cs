using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Answers a command, or never does.</summary>
internal delegate Task<ProcessResult> Reply(ProcessCommand command, CancellationToken cancellationToken);

/// <remarks>What waits here never resumes on xunit's context, which would take it away from the thread that moves the clock.</remarks>
internal static class Replies
{
    public static Reply Ok(string output = "", string error = "") => Result(0, output, error);

    public static Reply Fail(int exitCode, string error, string output = "") => Result(exitCode, output, error);

    public static Reply Result(int exitCode, string output, string error) => (_, _) => Task.FromResult(new ProcessResult(exitCode, output, error));

    public static Reply Of(Capture capture) => Result(capture.ExitCode, capture.Stdout, capture.Stderr);

    public static Reply Throws(Func<Exception> exception) => (_, _) => Task.FromException<ProcessResult>(exception());

    /// <summary>Never answers; ends as a killed command does.</summary>
    public static Reply Hangs() => (_, cancellationToken) => Never.Answers<ProcessResult>(cancellationToken);

    /// <summary>Waits for the gate, or to be killed, and then answers.</summary>
    public static Reply After(Task gate, Reply reply) => async (command, cancellationToken) =>
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await reply(command, cancellationToken).ConfigureAwait(false);
    };
}
