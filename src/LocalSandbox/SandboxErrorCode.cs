namespace LocalSandbox;

/// <summary>Why an operation failed; the numbers and names do not change between releases.</summary>
public enum SandboxErrorCode
{
    /// <summary>The runtime answered with an error that has no code of its own; <see cref="SandboxException.Output"/> holds its words.</summary>
    CommandFailed = 0,

    /// <summary>The runtime's executable was not found.</summary>
    RuntimeNotInstalled = 1,

    /// <summary>The executable is there, but its engine does not answer.</summary>
    RuntimeNotRunning = 2,

    /// <summary>This user may not talk to the engine, execute the command line, or use <see cref="LocalSandboxOptions.LockFolder"/>.</summary>
    PermissionDenied = 3,

    /// <summary>The image is not there and could not be pulled.</summary>
    ImageNotFound = 4,

    /// <summary>Every port that was tried is in use.</summary>
    PortUnavailable = 5,

    /// <summary>A container that is not to be touched holds the sandbox's name.</summary>
    NameTaken = 6,

    /// <summary>A value in the request or the options cannot be used; nothing was started.</summary>
    InvalidRequest = 7,

    /// <summary>The engine made the container but could not start it.</summary>
    StartFailed = 8,

    /// <summary>The sandbox's process ended before it answered; <see cref="SandboxException.ExitCode"/> and its last log lines say why.</summary>
    ExitedEarly = 9,

    /// <summary>The sandbox runs but did not answer its health check in time.</summary>
    NotReady = 10,

    /// <summary>The container could not be removed; it may still be there.</summary>
    StopFailed = 11,

    /// <summary>The command line did not finish within its time limit.</summary>
    TimedOut = 12,

    /// <summary>The runtime cannot do what is asked.</summary>
    Unsupported = 13,
}
