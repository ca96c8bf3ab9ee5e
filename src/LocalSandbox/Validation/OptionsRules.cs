using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using LocalSandbox.Networking;
using LocalSandbox.Runtimes;
using Microsoft.Extensions.Options;

namespace LocalSandbox.Validation;

/// <summary>Checks the options when the host starts. Every message names the key and the value.</summary>
internal sealed partial class OptionsRules : IValidateOptions<LocalSandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalSandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        string?[] single =
        [
            Defined(nameof(options.Runtime), options.Runtime),
            Defined(nameof(options.Isolation), options.Isolation),
            Defined(nameof(options.SpecMismatch), options.SpecMismatch),
            NotBlank(nameof(options.RuntimePath), options.RuntimePath),
            Word(nameof(options.Image), options.Image ?? ""),
            InRange(nameof(options.ContainerPort), options.ContainerPort, 1, IPEndPoint.MaxPort),
            InRange(nameof(options.BasePort), options.BasePort, 0, IPEndPoint.MaxPort),
            CheckPortRange(options),
            CheckPrefix(options.ContainerPrefix),
            CheckSandboxHost(options.SandboxHost),
            options.BindAddress is null || HostAddress.TryParse(options.BindAddress, out _)
                ? null
                : $"{nameof(options.BindAddress)} '{options.BindAddress}' is not an IP address.",
            CheckHealthPath(options.HealthPath),
            AtLeastZero(nameof(options.ReadyTimeout), options.ReadyTimeout),
            AtLeastZero(nameof(options.DiscoverTimeout), options.DiscoverTimeout),
            MoreThanZero(nameof(options.CommandTimeout), options.CommandTimeout),
            MoreThanZero(nameof(options.StartTimeout), options.StartTimeout),
            AtLeastZero(nameof(options.StopGracePeriod), options.StopGracePeriod),
            MoreThanZero(nameof(options.StopTimeout), options.StopTimeout),
            options.StopTimeout > options.StopGracePeriod
                ? null
                : $"{nameof(options.StopTimeout)} {options.StopTimeout} must be longer than {nameof(options.StopGracePeriod)} {options.StopGracePeriod}.",
            options.Memory is null || MemorySize().IsMatch(options.Memory)
                ? null
                : $"{nameof(options.Memory)} '{options.Memory}' is not a whole number followed by 'k', 'm' or 'g', or '0'.",
            options.Cpus is null or 0 or (>= 0.01 and <= 4096) ? null : $"{nameof(options.Cpus)} {options.Cpus.Value.ToString(CultureInfo.InvariantCulture)} must be 0, or 0.01 to 4096.",
            options.PidsLimit is null or >= 0 ? null : $"{nameof(options.PidsLimit)} {options.PidsLimit} must not be negative.",
            CheckNetwork(options.Network),
            options.LockFolder is null || Path.IsPathFullyQualified(options.LockFolder)
                ? null
                : $"{nameof(options.LockFolder)} '{options.LockFolder}' is not an absolute path.",
            options.User is null ? null : Word(nameof(options.User), options.User),
        ];

        string[] problems =
        [
            .. single.OfType<string>(),
            .. MountRules.Check(nameof(options.Mounts), options.Mounts),
            .. EnvironmentRules.Check(nameof(options.Environment), options.Environment),
            .. options.Labels.Select(label => CheckLabel(label.Key, label.Value)).OfType<string>(),
            .. options.ExtraRunArguments.Where(a => string.IsNullOrEmpty(a) || a.Contains('\0', StringComparison.Ordinal) || !UnicodeText.IsValid(a))
                .Select(a => $"{nameof(options.ExtraRunArguments)} holds '{a}': an argument must not be empty, or hold NUL or half a surrogate pair."),
        ];
        return problems.Length == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(problems.Select(problem => $"{nameof(LocalSandboxOptions)}: {problem}"));
    }

    private static string? Defined<T>(string key, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? null : $"{key} '{value}' is not one of {string.Join(", ", Enum.GetNames<T>())}.";

    private static string? NotBlank(string key, string? value) =>
        value is null || !string.IsNullOrWhiteSpace(value) ? null : $"{key} '{value}' must not be blank.";

    /// <summary>A value that stands as one word on a command line, and cannot be taken for an option there.</summary>
    private static string? Word(string key, string value) =>
        value.Length > 0 && value[0] != '-' && !value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) && UnicodeText.IsValid(value)
            ? null
            : $"{key} '{value}' must not be empty, begin with '-', or hold white space, control characters or half a surrogate pair.";

    private static string? InRange(string key, int value, int lowest, int highest) =>
        value >= lowest && value <= highest ? null : $"{key} {value} must be {lowest} to {highest}.";

    private static string? AtLeastZero(string key, TimeSpan value) =>
        value >= TimeSpan.Zero && value <= LongestTime ? null : $"{key} {value} must be zero to {LongestTime}.";

    private static string? MoreThanZero(string key, TimeSpan value) =>
        value > TimeSpan.Zero && value <= LongestTime ? null : $"{key} {value} must be more than zero and at most {LongestTime}.";

    /// <summary>Timers hold up to 49 days; a day is far beyond any use.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    private static string? CheckPortRange(LocalSandboxOptions options) =>
        options.PortRange < 1 ? $"{nameof(options.PortRange)} {options.PortRange} must be 1 or more."
        : options.BasePort > 0 && (long)options.BasePort + options.PortRange - 1 > IPEndPoint.MaxPort
            ? $"{nameof(options.PortRange)} {options.PortRange} from {nameof(options.BasePort)} {options.BasePort} on goes past port {IPEndPoint.MaxPort}."
        : null;

    private static string? CheckPrefix(string prefix) =>
        NameRules.Check(nameof(LocalSandboxOptions.ContainerPrefix), prefix)

        // The shortest sandbox id has 2 characters.
        ?? NameRules.CheckContainerName(nameof(LocalSandboxOptions.ContainerPrefix), prefix, "id");

    private static string? CheckSandboxHost(string host) =>
        !string.IsNullOrEmpty(host) && Uri.CheckHostName(HostAddress.Unbracket(host)) is not UriHostNameType.Unknown
            ? null
            : $"{nameof(LocalSandboxOptions.SandboxHost)} '{host}' is not a host name or address.";

    private static string? CheckHealthPath(string path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && Uri.IsWellFormedUriString(path, UriKind.Relative)
            ? null
            : $"{nameof(LocalSandboxOptions.HealthPath)} '{path}' must be a path that begins with one '/'.";

    private static string? CheckNetwork(string? network) =>
        network is null ? null
        : Word(nameof(LocalSandboxOptions.Network), network)
            ?? (NetworkNames(network).Any(name => name is "host" or "none" || name.StartsWith("container:", StringComparison.Ordinal))
                ? $"{nameof(LocalSandboxOptions.Network)} '{network}' publishes no port, so that the sandbox could not be reached."
                : null);

    /// <summary>Reads a network as the runtimes do: its name, or Docker's long form <c>name=x,alias=y</c> of fields that may be quoted.</summary>
    private static IEnumerable<string> NetworkNames(string network) => network.Split(',')
        .Select(field => field.Trim('"'))
        .Select(field => field.StartsWith("name=", StringComparison.OrdinalIgnoreCase) ? field["name=".Length..].Trim('"') : field);

    private static string? CheckLabel(string key, string? value) =>
        !LabelKey().IsMatch(key) ? $"{nameof(LocalSandboxOptions.Labels)} has the name '{key}': use letters, digits, '.', '_', '/' and '-'."
        : key.StartsWith(SandboxLabels.Namespace, StringComparison.OrdinalIgnoreCase)
            ? $"{nameof(LocalSandboxOptions.Labels)} has the name '{key}': '{SandboxLabels.Namespace}' is the library's own."
        : value is null || value.Any(char.IsControl) || !UnicodeText.IsValid(value)
            ? $"{nameof(LocalSandboxOptions.Labels)} '{key}' has a value that is null or holds control characters or half a surrogate pair."
        : null;

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,9}[kmgKMG])\z")]
    private static partial Regex MemorySize();

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9._/-]*\z")]
    private static partial Regex LabelKey();
}
