using System.Text.RegularExpressions;
using LocalSandbox.Processes;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>
/// What the error texts of Apple <c>container</c> mean; its exit code is 1 for every failure. The frame around a text changed in 0.10.0
/// and an inner cause keeps the old one, so that only fragments can be looked for. The first row whose fragments all occur wins.
/// </summary>
/// <remarks>Read in the sources of 0.6.0 to 1.2.2, or reported in the issue that is named; nothing here was captured on a Mac.</remarks>
internal static partial class AppleErrors
{
    /// <summary>The parser's refusal, in whatever words; every other failure has exit code 1.</summary>
    public const int UsageExitCode = 64;

    private const int FailureExitCode = 1;

    /// <summary>
    /// What <c>image inspect</c> says of a missing image: <c>notFound: "images: …"</c> up to 0.7.1, from 1.0.0 on <c>image not found: …</c>. In between
    /// the error tells only its type, and the words may have gone to a log.
    /// </summary>
    private static readonly string[] MissingImage = ["not found", "notfound:", "inspecterror"];

    public static ErrorTable Table { get; } = new(
        // The name first: it is looked at before anything else, and a name can hold any of the words below.
        new(SandboxErrorCode.NameTaken, "0.6.0 to 1.2.2", "container with id", "already exists"),
        new(SandboxErrorCode.NameTaken, "0.6.0 to 1.2.2, two at the same moment", "container already exists:"),
        new(SandboxErrorCode.NameTaken, "0.6.0 to 1.2.2, a name that is the same up to the first dot", "hostname(s) already exist"),

        new(SandboxErrorCode.PortUnavailable, "0.6.0 to 1.2.2", "address already in use"),
        new(SandboxErrorCode.InvalidRequest, "0.8.0 to 1.2.2, a port below 1024", "permission denied while binding to host port"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 0.7.1, a port below 1024", "bind(descriptor:", "permission denied"),
        new(SandboxErrorCode.InvalidRequest, "macOS, an address this machine does not have", "bind(descriptor:", "can't assign requested address"),

        new(SandboxErrorCode.PermissionDenied, "0.6.0 to 1.2.2, another user, sudo", "unauthorized request"),
        new(SandboxErrorCode.RuntimeNotRunning, "0.6.0 to 1.2.2", "xpc connection error: connection invalid"),
        new(SandboxErrorCode.RuntimeNotRunning, "0.6.0 to 1.2.2", "plugins are unavailable"),
        new(SandboxErrorCode.StartFailed, "0.6.0 to 1.2.2, the container's own helper died", "failed to bootstrap container", "xpc connection error: connection interrupted"),
        new(SandboxErrorCode.RuntimeNotRunning, "0.6.0 to 1.2.2, the service died meanwhile", "xpc connection error"),
        new(SandboxErrorCode.TimedOut, "0.11 and 0.12 under load, apple/container#1445", "xpc timeout"),

        new(SandboxErrorCode.ImageNotFound, "0.6.0 to 1.2.2, unknown to the registry, or not for everyone", "/manifests/", "failed with response"),
        new(SandboxErrorCode.ImageNotFound, "0.6.0 to 1.2.2", "failed to resolve either repository hostname"),
        new(SandboxErrorCode.Unsupported, "0.6.0 to 1.2.2, an image for other processors", "does not support required platforms"),
        new(SandboxErrorCode.Unsupported, "0.6.0 to 1.2.2 on macOS 15", "requires macos 26"),

        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2, exit code 64", "unknown option"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2, exit code 64", "missing value for"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2, exit code 64", "the value", "is invalid for"),
        new(SandboxErrorCode.InvalidRequest, "0.10.0 to 1.2.2", "minimum memory amount allowed"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2, also a missing mount", "path '", "does not exist"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2", "path '", "is not a directory"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2", "invalid volume format"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2", "invalid volume name"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2", "unknown directive"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2", "invalid label format"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.2.2", "invalid publish"),
        new(SandboxErrorCode.InvalidRequest, "1.2.0 to 1.2.2", "is not a valid container id"),
        new(SandboxErrorCode.InvalidRequest, "0.6.0 to 1.1.0", "invalid entity name"),

        new(SandboxErrorCode.StartFailed, "0.6.0 to 1.2.2", "failed to find target executable"),
        new(SandboxErrorCode.StartFailed, "0.6.0 to 1.2.2, container system kernel set --recommended", "default kernel not configured"),
        new(SandboxErrorCode.StartFailed, "0.6.0 to 1.2.2", "vzerrordomain"),
        new(SandboxErrorCode.StartFailed, "0.6.0 to 1.2.2", "failed to bootstrap container"));

    public static SandboxErrorCode Classify(string standardError) => Table.Classify(standardError);

    /// <summary>
    /// Gets the error out of what was written: an error can have several lines; progress (from 0.12.0 on, <c>[1/6] Fetching image [0s]</c>),
    /// warnings and the advice on usage are none.
    /// </summary>
    public static string Text(string standardError)
    {
        var lines = standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !Noise().IsMatch(line))
            .ToList();
        var first = lines.FindIndex(line => line.StartsWith("Error: ", StringComparison.Ordinal));
        return string.Join('\n', lines.Skip(Math.Max(0, first)));
    }

    /// <summary>Whether <c>image inspect</c> says that the image is not there, and not only that it could not look.</summary>
    public static bool SayImageIsMissing(ProcessResult inspection) =>
        inspection.ExitCode == FailureExitCode
        && Classify(Text(inspection.StandardError)) is SandboxErrorCode.CommandFailed or SandboxErrorCode.ImageNotFound
        && Array.Exists(MissingImage, words => inspection.StandardError.Contains(words, StringComparison.OrdinalIgnoreCase));

    public static string? HintFor(SandboxErrorCode code) => code switch
    {
        SandboxErrorCode.RuntimeNotRunning => "Start it with 'container system start'; 'container system status' tells whether it runs.",
        SandboxErrorCode.PermissionDenied => "Run as the user who started the service; it is one per user, and sudo is another user.",
        SandboxErrorCode.ImageNotFound =>
            $"Check {nameof(LocalSandboxOptions.Image)}, and that this machine may pull it ('container image pull').",
        SandboxErrorCode.TimedOut => "The service is overloaded or hangs; restart it with 'container system stop' and 'container system start'.",
        _ => null,
    };

    [GeneratedRegex(@"\A(\[[0-9]+/[0-9]+\] |Usage: |See '|Warning: )", RegexOptions.IgnoreCase)]
    private static partial Regex Noise();
}
