namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>
/// What the command line writes, put together by hand from Apple's sources of each version and from the issues on it, in the frame of before and
/// after 0.10.0: nothing here was captured on a Mac.
/// </summary>
internal static class AppleErrorTexts
{
    private const string EnsureStarted = "\nEnsure container system service has been started with `container system start`.";

    public static TheoryData<SandboxErrorCode, string> All { get; } = new()
    {
        { SandboxErrorCode.NameTaken, "Error: container with id x already exists" },
        { SandboxErrorCode.NameTaken, "Error: exists: \"container with id x already exists\"" },
        { SandboxErrorCode.NameTaken, "Error: failed to create container (cause: \"exists: \"container already exists: x\"\")" },
        { SandboxErrorCode.NameTaken, "Error: internalError: \"failed to create container\" (cause: \"exists: \"hostname(s) already exist: [\"x\"]\"\")" },
        { SandboxErrorCode.PortUnavailable, "Error: failed to bootstrap container (cause: \"internalError: \"failed to bootstrap container x (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Address already in use (errno: 48)\"\")\"\")" },
        { SandboxErrorCode.PortUnavailable, "Error: internalError: \"failed to bootstrap container\" (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Address already in use (errno: 48)\"\")" },
        { SandboxErrorCode.InvalidRequest, "Error: failed to bootstrap container (cause: \"internalError: \"Permission denied while binding to host port 80\"\")" },
        { SandboxErrorCode.InvalidRequest, "Error: internalError: \"failed to bootstrap container\" (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Permission denied (errno: 13)\"\")" },
        { SandboxErrorCode.InvalidRequest, "Error: failed to bootstrap container (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Can't assign requested address (errno: 49)\"\")" },
        { SandboxErrorCode.ImageNotFound, "Error: HTTP request to https://registry-1.docker.io/v2/library/x/manifests/latest failed with response: 401 Unauthorized. Reason: Unknown" },
        { SandboxErrorCode.ImageNotFound, "Error: HTTP request to https://ghcr.io/v2/a/b/manifests/1 failed with response: 404 Not Found" },
        { SandboxErrorCode.ImageNotFound, "Error: failed to resolve either repository hostname nowhere.invalid or nowhere.invalid" },
        { SandboxErrorCode.Unsupported, "Error: image x does not support required platforms" },
        { SandboxErrorCode.Unsupported, "Error: non-default network configuration requires macOS 26 or newer" },
        { SandboxErrorCode.InvalidRequest, "Error: minimum memory amount allowed is 200 MiB (got 1 bytes)" },
        { SandboxErrorCode.InvalidRequest, "Error: path '/x' does not exist" },
        { SandboxErrorCode.InvalidRequest, "Error: invalidArgument: \"path '/x' is not a directory\"" },
        { SandboxErrorCode.InvalidRequest, "Error: invalid volume format /a:/b:ro:x" },
        { SandboxErrorCode.InvalidRequest, "Error: invalid volume name 'x y': must match ^[A-Za-z0-9][A-Za-z0-9_.-]*$" },
        { SandboxErrorCode.InvalidRequest, "Error: invalid label format a=b=c" },
        { SandboxErrorCode.InvalidRequest, "Error: unknown directive consistency when parsing mount x" },
        { SandboxErrorCode.InvalidRequest, "Error: invalid publish host port range: 1" },
        { SandboxErrorCode.InvalidRequest, "Error: container ID x is not a valid container ID" },
        { SandboxErrorCode.InvalidRequest, "Error: invalidArgument: \"invalid entity name x\"" },
        { SandboxErrorCode.InvalidRequest, "Error: Unknown option '--pull'\nUsage: container run [<options>] <image>" },
        { SandboxErrorCode.InvalidRequest, "Error: The value '0.5' is invalid for '-c <cpus>'" },
        { SandboxErrorCode.InvalidRequest, "Error: Missing value for '-e <env>'" },
        { SandboxErrorCode.StartFailed, "Error: failed to bootstrap container (cause: \"unknown: \"failed to find target executable nope\"\")" },
        { SandboxErrorCode.StartFailed, "Error: default kernel not configured for architecture arm64, please use the `container system kernel set` command to configure it" },
        { SandboxErrorCode.StartFailed, "Error: failed to bootstrap container (cause: \"Error Domain=VZErrorDomain Code=2\")" },
        { SandboxErrorCode.StartFailed, "Error: internalError: \"failed to bootstrap container x\" (cause: \"interrupted: \"XPC connection error: Connection interrupted\"\")" + EnsureStarted },
        { SandboxErrorCode.StartFailed, "Error: failed to bootstrap container (cause: \"unknown: \"something nobody has seen\"\")" },
        { SandboxErrorCode.RuntimeNotRunning, "Error: interrupted: \"XPC connection error: Connection invalid\"" + EnsureStarted },
        { SandboxErrorCode.RuntimeNotRunning, "Error: internalError: \"failed to list containers\" (cause: \"interrupted: \"XPC connection error: Connection invalid\"\")" + EnsureStarted },
        { SandboxErrorCode.RuntimeNotRunning, "Error: internalError: \"failed to list containers\" (cause: \"interrupted: \"XPC connection error: Connection interrupted\"\")" + EnsureStarted },
        { SandboxErrorCode.RuntimeNotRunning, "Error: Plugins are unavailable. Start the container system services and retry:" },
        { SandboxErrorCode.PermissionDenied, "Error: internalError: \"unauthorized request\"" },
        { SandboxErrorCode.TimedOut, "Error: internalError: \"failed to stop container\" (cause: \"internalError: \"XPC timeout for request to com.apple.container.apiserver\"\")" },
        { SandboxErrorCode.CommandFailed, "Error: HTTP request to https://ghcr.io/v2/ failed: connect(descriptor:addr:size:): Can't assign requested address (errno: 49)" },
        { SandboxErrorCode.CommandFailed, "Error: something nobody has seen" },
        { SandboxErrorCode.CommandFailed, "" },
    };
}
