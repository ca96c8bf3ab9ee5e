namespace LocalSandbox;

/// <summary>An operation on a sandbox failed, or could not get an answer.</summary>
/// <param name="code">Why.</param>
/// <param name="message">What happened, and to which sandbox.</param>
/// <param name="innerException">The cause, where there is one.</param>
public sealed class SandboxException(SandboxErrorCode code, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Gets why the operation failed.</summary>
    public SandboxErrorCode Code { get; } = code;

    /// <summary>Gets a value indicating whether the same call may succeed later without anything being changed.</summary>
    public bool IsTransient => Code is
        SandboxErrorCode.RuntimeNotRunning or
        SandboxErrorCode.PortUnavailable or
        SandboxErrorCode.NotReady or
        SandboxErrorCode.StopFailed or
        SandboxErrorCode.TimedOut;

    /// <summary>Gets what to do about it.</summary>
    public string? Hint { get; init; }

    /// <summary>Gets the exit code: of the sandbox's process for <see cref="SandboxErrorCode.ExitedEarly"/>, else of the command line.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets the last lines that the sandbox or the command line wrote, without the values of environment variables.</summary>
    public string? Output { get; init; }

    /// <summary>Gets what happened, to which sandbox, and what to do about it.</summary>
    public override string Message => Hint is null ? base.Message : $"{base.Message} {Hint}";

    /// <summary>Gets what happened, without what to do about it.</summary>
    internal string WhatHappened => base.Message;
}
