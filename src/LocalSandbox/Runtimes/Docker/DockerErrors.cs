namespace LocalSandbox.Runtimes.Docker;

/// <summary>What Docker says. Exit codes cannot tell: the command line itself derives them from a search in the text.</summary>
internal sealed class DockerErrors : IErrorTexts
{
    public static ErrorTable Table { get; } = new(
        // The name first: a text about a taken name can also quote a port.
        new(SandboxErrorCode.NameTaken, "20.10 to 29", "container name", "is already in use by"),

        // Never "failed to bind": it also says "cannot assign requested address".
        new(SandboxErrorCode.PortUnavailable, "20.10 to 29, taken by a container", "port is already allocated"),
        new(SandboxErrorCode.PortUnavailable, "20.10 to 29 and rootless, taken by a process", "address already in use"),
        new(SandboxErrorCode.PortUnavailable, "Docker Desktop, docker/for-mac#6461", "ports are not available"),
        new(SandboxErrorCode.PortUnavailable, "Docker Desktop on Windows, docker/for-win#8881", "forbidden by its access permissions"),
        new(SandboxErrorCode.PortUnavailable, "Docker Desktop on Windows, docker/for-win#14407", "only one usage of each socket address"),

        new(SandboxErrorCode.PermissionDenied, "20.10 to 29", "permission denied while trying to connect to the docker"),
        new(SandboxErrorCode.RuntimeNotRunning, "20.10 to 29", "cannot connect to the docker daemon"),
        new(SandboxErrorCode.RuntimeNotRunning, "29", "failed to connect to the docker api"),
        new(SandboxErrorCode.RuntimeNotRunning, "20.10 to 29, unknown host, ssh, Windows", "error during connect"),
        new(SandboxErrorCode.RuntimeNotRunning, "20.10 to 29, unknown context, missing certificate", "unable to resolve docker endpoint"),
        new(SandboxErrorCode.RuntimeNotRunning, "Docker Desktop while it starts, docker/for-mac#7775", "for api route and version"),
        new(SandboxErrorCode.Unsupported, "engine older than the command line", "client version", "is too new"),
        new(SandboxErrorCode.Unsupported, "engine newer than the command line", "client version", "is too old"),

        new(SandboxErrorCode.ImageNotFound, "20.10 to 29, --pull never", "no such image"),

        // With the quotes: a mount that the kernel refuses ends in "flags=0x44000: invalid argument".
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "invalid argument \"", "\" flag"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "unknown flag"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "unknown shorthand flag"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29, also a missing source", "invalid mount config"),
        new(SandboxErrorCode.InvalidRequest, "Docker Desktop, docker/for-mac#6759", "mounts denied"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "duplicate mount point"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "invalid mode:"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "includes invalid characters for a local volume name"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "invalid reference format"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "invalid container name"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "invalid hostport"),
        new(SandboxErrorCode.InvalidRequest, "28 and 29", "invalid env file"),
        new(SandboxErrorCode.InvalidRequest, "26, an env file", "poorly formatted environment"),
        new(SandboxErrorCode.InvalidRequest, "26, an env file", "contains invalid utf8 bytes"),
        new(SandboxErrorCode.InvalidRequest, "26, a line of 64 KiB and more in an env file", "token too long"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "invalid --security-opt"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "opening seccomp profile"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "invalid capdrop"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "minimum memory limit allowed"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29", "range of cpus is from"),
        new(SandboxErrorCode.InvalidRequest, "20.10 to 26", "error response from daemon: network", "not found"),
        new(SandboxErrorCode.InvalidRequest, "28 and 29", "failed to set up container networking: network", "not found"),
        new(SandboxErrorCode.InvalidRequest, "20.10 and 28, a name that the image's passwd does not hold", "unable to find user"),
        new(SandboxErrorCode.InvalidRequest, "28, a name that the image's group file does not hold", "unable to find group"),

        // Not by itself: a pull by IPv6 from a network that has only IPv4 ends in "connect: cannot assign requested address".
        new(SandboxErrorCode.InvalidRequest, "20.10 to 29, an address this machine does not have", "driver failed programming external connectivity", "cannot assign requested address"),
        new(SandboxErrorCode.Unsupported, "20.10 to 28, no GPU driver", "could not select device driver"),
        new(SandboxErrorCode.Unsupported, "29, no GPU driver", "failed to discover gpu vendor"),

        new(SandboxErrorCode.StartFailed, "20.10 to 29", "oci runtime create failed"),
        new(SandboxErrorCode.StartFailed, "20.10 to 29", "driver failed programming external connectivity"),

        // The last: it only announces a pull (--pull missing), and after one that worked anything else can go wrong.
        new(SandboxErrorCode.ImageNotFound, "20.10 to 29, a failed pull", "unable to find image"));

    public SandboxErrorCode Classify(string standardError) => Table.Classify(standardError);

    /// <summary>Warnings, such as the one about a broken config.json, come with every command; advice comes last ("See" up to 27, "Run" from 28 on).</summary>
    public IReadOnlyList<string> Lines(string standardError) =>
    [
        .. standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith("WARNING:", StringComparison.OrdinalIgnoreCase)
                && !line.StartsWith("See 'docker ", StringComparison.Ordinal)
                && !line.StartsWith("Run 'docker ", StringComparison.Ordinal)),
    ];

    /// <summary>The output cannot tell: <c>inspect</c> prints <c>[]</c> for a missing container and for a dead engine alike.</summary>
    public bool SaysAbsent(string line, string nameOrId) =>
        line.Equals($"Error response from daemon: No such container: {nameOrId}", StringComparison.OrdinalIgnoreCase)
        || line.Equals($"Error: No such container: {nameOrId}", StringComparison.OrdinalIgnoreCase);

    public bool SayRemovalInProgress(string standardError) =>
        standardError.Contains("removal of container", StringComparison.OrdinalIgnoreCase)
        && standardError.Contains("is already in progress", StringComparison.OrdinalIgnoreCase);

    public string? HintFor(SandboxErrorCode code) => code switch
    {
        SandboxErrorCode.PermissionDenied =>
            "Add this user to the 'docker' group and log in again, or point DOCKER_HOST at an engine it may use.",
        SandboxErrorCode.RuntimeNotRunning =>
            "Start Docker Desktop, or the service with 'systemctl start docker'; 'docker version' shows where it is looked for.",
        SandboxErrorCode.ImageNotFound =>
            $"Check {nameof(LocalSandboxOptions.Image)}, and that this machine may pull it ('docker pull').",
        SandboxErrorCode.Unsupported =>
            "Update Docker; until then, where only the versions differ, set DOCKER_API_VERSION to the one the engine names.",
        _ => null,
    };
}
