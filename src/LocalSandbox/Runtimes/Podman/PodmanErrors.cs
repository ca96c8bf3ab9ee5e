using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Runtimes.Podman;

/// <summary>What Podman says: one "Error: …" in the end, after whatever was tried and logged on the way.</summary>
internal sealed class PodmanErrors : IErrorTexts
{
    /// <summary>What the docker command of the podman-docker package says each time, before it becomes Podman.</summary>
    private const string Greeting = "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.";

    public static ErrorTable Table { get; } = new(
        new(SandboxErrorCode.NameTaken, "4.3 to 5.8", "the container name", "is already in use by"),

        new(SandboxErrorCode.PortUnavailable, "4.3 to 5.8, rootless with bridge, slirp4netns or pasta", "address already in use"),
        new(SandboxErrorCode.PortUnavailable, "5.4 and 5.8 rootless with slirp4netns's own forwarding", "slirp_add_hostfwd failed"),

        new(SandboxErrorCode.RuntimeNotRunning, "5.4 and 5.8 remote, once as advice and once as the error", "connect to podman"),
        new(SandboxErrorCode.RuntimeNotRunning, "5.4 and 5.8 remote, an unknown connection", "connection", "not found", "read cli flags"),

        new(SandboxErrorCode.ImageNotFound, "4.3 to 5.8, --pull never", "image not known"),
        new(SandboxErrorCode.ImageNotFound, "4.3 to 5.8, no registry to look in", "did not resolve to an alias"),
        new(SandboxErrorCode.ImageNotFound, "4.3 to 5.8, a failed pull", "initializing source docker://"),

        new(SandboxErrorCode.Unsupported, "4.3, no catatonit", "container-init binary not found"),
        new(SandboxErrorCode.Unsupported, "5.4 and 5.8, no catatonit", "lookup init binary"),

        new(SandboxErrorCode.InvalidRequest, "4.3 and 5.8", "invalid argument \"", "\" flag"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "unknown flag"),
        new(SandboxErrorCode.InvalidRequest, "5.8", "unknown shorthand flag"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "invalid reference format"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "names must match"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "unable to find network"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "parsing host port"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8, a mount's source is missing", "statfs", "no such file or directory"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "invalid mount option"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.4", "incorrect mount format"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "duplicate mount destination"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "must set volume destination"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "invalid container path"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "invalid filesystem type"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "invalid option type"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8, a mount", "in non-quoted-field"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "invalid --security-opt"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "opening seccomp profile failed"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8", "unknown capability"),
        new(SandboxErrorCode.InvalidRequest, "4.3", "invalid ip address in add-host"),
        new(SandboxErrorCode.InvalidRequest, "4.3", "invalid environment variable"),
        new(SandboxErrorCode.InvalidRequest, "5.4 and 5.8", "invalid variable"),
        new(SandboxErrorCode.InvalidRequest, "4.3, also a line of 64 KiB and more", "parsing env file"),
        new(SandboxErrorCode.InvalidRequest, "5.4 and 5.8, also a line of 64 KiB and more", "parsing file"),
        new(SandboxErrorCode.InvalidRequest, "5.8, a name that the image's passwd does not hold", "unable to find user"),
        new(SandboxErrorCode.InvalidRequest, "5.8, a name that the image's group file does not hold", "unable to get gid"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8, an address this machine does not have", "bind: cannot assign requested address"),
        new(SandboxErrorCode.InvalidRequest, "4.3 to 5.8, memory below what a process needs", "the memory limit could be too low"),

        new(SandboxErrorCode.Unsupported, "5.4 and 5.8, no GPU driver", "unresolvable cdi devices"),

        new(SandboxErrorCode.StartFailed, "5.4 and 5.8 rootless, such as a privileged port", "pasta failed with exit code"),
        new(SandboxErrorCode.StartFailed, "4.3 to 5.8", "oci permission denied"),
        new(SandboxErrorCode.StartFailed, "4.3 to 5.8", "oci runtime"));

    public SandboxErrorCode Classify(string standardError) => Table.Classify(standardError);

    public IReadOnlyList<string> Lines(string standardError) =>
    [
        .. standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.Contains(" level=warning ", StringComparison.Ordinal)
                && !line.Contains(" level=info ", StringComparison.Ordinal)
                && !line.StartsWith("Trying to pull ", StringComparison.Ordinal)
                && !line.StartsWith("See 'podman ", StringComparison.Ordinal)
                && line != Greeting),
    ];

    /// <summary>Of several missing containers 4.3 names the last one as an "Error:", the others as an "error inspecting object:".</summary>
    public bool SaysAbsent(string line, string nameOrId) =>
        line.StartsWith("Error", StringComparison.OrdinalIgnoreCase)
        && Array.Exists(
            [
                $" no such container {nameOrId}",
                $" no such container \"{nameOrId}\"",
                $" no container with name or ID \"{nameOrId}\" found: no such container",
                $" no container with ID or name \"{nameOrId}\" found: no such container",
            ],
            words => line.EndsWith(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>Rivals that remove one container all succeed; a lock makes them wait for each other.</summary>
    public bool SayRemovalInProgress(string standardError) => false;

    public static bool SayNoInit(string standardError) =>
        standardError.Contains("container-init binary not found", StringComparison.OrdinalIgnoreCase)
        || standardError.Contains("lookup init binary", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Only a local Podman takes <c>--http-proxy</c>. The whole line, because it decides for every later container whether the host's proxies
    /// are kept out, and a text may quote a sandbox's values.
    /// </summary>
    public static bool SayNoProxyFlag(string standardError) =>
        standardError.Split('\n').Any(line => line.Trim().Equals("Error: unknown flag: --http-proxy", StringComparison.OrdinalIgnoreCase));

    /// <summary>Drops the greeting from the front of what is otherwise a sandbox's own words, which may be anything.</summary>
    public static string WithoutGreeting(string standardError) =>
        standardError.Split('\n', 2) is [var first, var rest] && first.TrimEnd('\r') == Greeting ? rest : standardError;

    public string? HintFor(SandboxErrorCode code) => code switch
    {
        SandboxErrorCode.RuntimeNotRunning => "Start it with 'podman machine start'; 'podman system connection list' shows where it is looked for.",
        SandboxErrorCode.ImageNotFound =>
            $"Check {nameof(LocalSandboxOptions.Image)}, and that this machine may pull it ('podman pull'); name the registry, Podman guesses none.",
        _ => null,
    };
}
