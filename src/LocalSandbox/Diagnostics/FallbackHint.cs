namespace LocalSandbox.Diagnostics;

/// <summary>What to look at where a failure itself does not say how to mend it.</summary>
internal static class FallbackHint
{
    public static string For(SandboxErrorCode code) => code switch
    {
        SandboxErrorCode.RuntimeNotInstalled => $"Install the runtime, or set {nameof(LocalSandboxOptions.RuntimePath)} to its executable.",
        SandboxErrorCode.RuntimeNotRunning => "Start the engine; 'docker version' shows where it is looked for.",
        SandboxErrorCode.PermissionDenied => "Give this user the right to what the message names.",
        SandboxErrorCode.ImageNotFound => $"Check {nameof(LocalSandboxOptions.Image)}, and pull it by hand.",
        SandboxErrorCode.PortUnavailable => $"Destroy sandboxes, or raise {nameof(LocalSandboxOptions.PortRange)}.",
        SandboxErrorCode.NameTaken => $"Remove the container that the message names, or set another {nameof(LocalSandboxOptions.ContainerPrefix)}.",
        SandboxErrorCode.InvalidRequest => "Correct the value that the message names.",
        SandboxErrorCode.TimedOut => "Look whether the engine is overloaded or hangs, in its log.",
        SandboxErrorCode.Unsupported => $"Update the runtime, or set {nameof(LocalSandboxOptions.Runtime)} to another one.",
        _ => "Look at the engine's log, and run the command line by hand ('docker info').",
    };
}
