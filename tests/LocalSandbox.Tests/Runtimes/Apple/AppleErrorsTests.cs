using LocalSandbox.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleErrorsTests
{
    private const string EnsureStarted = "\nEnsure container system service has been started with `container system start`.";

    [Theory]
    [InlineData(SandboxErrorCode.NameTaken, "Error: container with id x already exists")]
    [InlineData(SandboxErrorCode.NameTaken, "Error: exists: \"container with id x already exists\"")]
    [InlineData(SandboxErrorCode.NameTaken, "Error: failed to create container (cause: \"exists: \"container already exists: x\"\")")]
    [InlineData(SandboxErrorCode.NameTaken, "Error: internalError: \"failed to create container\" (cause: \"exists: \"hostname(s) already exist: [\"x\"]\"\")")]
    [InlineData(SandboxErrorCode.PortUnavailable, "Error: failed to bootstrap container (cause: \"internalError: \"failed to bootstrap container x (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Address already in use (errno: 48)\"\")\"\")")]
    [InlineData(SandboxErrorCode.PortUnavailable, "Error: internalError: \"failed to bootstrap container\" (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Address already in use (errno: 48)\"\")")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: failed to bootstrap container (cause: \"internalError: \"Permission denied while binding to host port 80\"\")")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: internalError: \"failed to bootstrap container\" (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Permission denied (errno: 13)\"\")")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: failed to bootstrap container (cause: \"unknown: \"bind(descriptor:ptr:bytes:): Can't assign requested address (errno: 49)\"\")")]
    [InlineData(SandboxErrorCode.CommandFailed, "Error: HTTP request to https://ghcr.io/v2/ failed: connect(descriptor:addr:size:): Can't assign requested address (errno: 49)")]
    [InlineData(SandboxErrorCode.ImageNotFound, "Error: HTTP request to https://registry-1.docker.io/v2/library/x/manifests/latest failed with response: 401 Unauthorized. Reason: Unknown")]
    [InlineData(SandboxErrorCode.ImageNotFound, "Error: HTTP request to https://ghcr.io/v2/a/b/manifests/1 failed with response: 404 Not Found")]
    [InlineData(SandboxErrorCode.ImageNotFound, "Error: failed to resolve either repository hostname nowhere.invalid or nowhere.invalid")]
    [InlineData(SandboxErrorCode.Unsupported, "Error: image x does not support required platforms")]
    [InlineData(SandboxErrorCode.Unsupported, "Error: non-default network configuration requires macOS 26 or newer")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: minimum memory amount allowed is 200 MiB (got 1 bytes)")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: path '/x' does not exist")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: invalidArgument: \"path '/x' is not a directory\"")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: invalid volume format /a:/b:ro:x")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: invalid label format a=b=c")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: unknown directive consistency when parsing mount x")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: invalid publish host port range: 1")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: container ID x is not a valid container ID")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: invalidArgument: \"invalid entity name x\"")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: Unknown option '--pull'\nUsage: container run [<options>] <image>")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: The value '0.5' is invalid for '-c <cpus>'")]
    [InlineData(SandboxErrorCode.InvalidRequest, "Error: Missing value for '-e <env>'")]
    [InlineData(SandboxErrorCode.StartFailed, "Error: failed to bootstrap container (cause: \"unknown: \"failed to find target executable nope\"\")")]
    [InlineData(SandboxErrorCode.StartFailed, "Error: default kernel not configured for architecture arm64, please use the `container system kernel set` command to configure it")]
    [InlineData(SandboxErrorCode.StartFailed, "Error: failed to bootstrap container (cause: \"Error Domain=VZErrorDomain Code=2\")")]
    [InlineData(SandboxErrorCode.StartFailed, "Error: internalError: \"failed to bootstrap container x\" (cause: \"interrupted: \"XPC connection error: Connection interrupted\"\")" + EnsureStarted)]
    [InlineData(SandboxErrorCode.RuntimeNotRunning, "Error: interrupted: \"XPC connection error: Connection invalid\"" + EnsureStarted)]
    [InlineData(SandboxErrorCode.RuntimeNotRunning, "Error: internalError: \"failed to list containers\" (cause: \"interrupted: \"XPC connection error: Connection invalid\"\")" + EnsureStarted)]
    [InlineData(SandboxErrorCode.RuntimeNotRunning, "Error: internalError: \"failed to list containers\" (cause: \"interrupted: \"XPC connection error: Connection interrupted\"\")" + EnsureStarted)]
    [InlineData(SandboxErrorCode.RuntimeNotRunning, "Error: Plugins are unavailable. Start the container system services and retry:")]
    [InlineData(SandboxErrorCode.PermissionDenied, "Error: internalError: \"unauthorized request\"")]
    [InlineData(SandboxErrorCode.TimedOut, "Error: internalError: \"failed to stop container\" (cause: \"internalError: \"XPC timeout for request to com.apple.container.apiserver\"\")")]
    [InlineData(SandboxErrorCode.CommandFailed, "Error: something nobody has seen")]
    [InlineData(SandboxErrorCode.CommandFailed, "")]
    public void Classify_TextOfEveryFrame_IsItsCause(SandboxErrorCode expected, string text) => AppleErrors.Classify(text).Should().Be(expected);

    [Theory]
    [InlineData("[1/6] Fetching image [0s]\n[2/6] Unpacking image [1s]\nError: path '/x' does not exist\n", "Error: path '/x' does not exist")]
    [InlineData("Warning: something\nError: Unknown option '--x'\nUsage: container run <image>\n  See 'container run --help' for more information.\n", "Error: Unknown option '--x'")]
    [InlineData("x: Image not found\nError: The operation failed\nfor two reasons\n", "Error: The operation failed\nfor two reasons")]
    [InlineData("no error line at all\n", "no error line at all")]
    [InlineData("", "")]
    public void Text_WhatWasWritten_IsTheErrorInIt(string standardError, string expected) => AppleErrors.Text(standardError).Should().Be(expected);
}
