using System.Globalization;
using System.Net.Sockets;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>Spells a container as the arguments of <c>container run</c>.</summary>
internal static class AppleRunArguments
{
    private static readonly string[] BrowserCapabilities = ["CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE", "FOWNER"];

    /// <summary>Refuses what this runtime cannot express, before anything is started.</summary>
    /// <exception cref="SandboxException">It is <see cref="SandboxErrorCode.InvalidRequest"/> or <see cref="SandboxErrorCode.Unsupported"/>.</exception>
    public static void Check(ContainerSpec spec, AppleVersion version, Func<string, bool> isFile)
    {
        if (spec.HostPort == 0)
        {
            throw new SandboxException(
                SandboxErrorCode.Unsupported, $"Apple container cannot choose the host port, but {nameof(LocalSandboxOptions.BasePort)} is 0.")
            {
                Hint = $"Set {nameof(LocalSandboxOptions.BasePort)} to the first port that sandboxes may use.",
            };
        }

        if (spec.BindAddress.AddressFamily == AddressFamily.InterNetworkV6 && !version.PublishesOnIPv6)
        {
            throw new SandboxException(
                SandboxErrorCode.Unsupported, $"Apple container {version} cannot publish on the IPv6 address {spec.BindAddress}.")
            {
                Hint = $"Update it to 0.8.0 or later, or set {nameof(LocalSandboxOptions.BindAddress)} to 127.0.0.1.",
            };
        }

        // The values are split at '='; a trailing one would be cut off without a word.
        foreach (var (name, _) in spec.Labels.Where(label => label.Value.Contains('=', StringComparison.Ordinal)))
        {
            throw new SandboxException(
                SandboxErrorCode.InvalidRequest, $"{nameof(LocalSandboxOptions.Labels)} '{name}' has a value that holds '=', which Apple container refuses.");
        }

        AppleMount.Check(spec.Mounts, version, isFile);
        AppleEnvironment.Check(spec.Environment);
    }

    /// <summary>Builds the arguments. Everything after the image goes to the container, so that it comes last.</summary>
    public static IReadOnlyList<string> Build(
        ContainerSpec spec, SandboxVariables variables, AppleVersion version, Func<string, bool> isFile) =>
    [
        "run", "-d",
        .. Option("--progress", version.HasProgress ? "none" : null),
        "--name", spec.Name,
        "-p", Publish(spec),
        .. Flag(spec.Init && version.HasInit, "--init"),
        .. Flag(spec.AutoRemove, "--rm"),
        .. variables.Inherited.Keys.SelectMany(Inherit),
        .. Option("--env-file", variables.FilePath),
        .. spec.Mounts.SelectMany(mount => AppleMount.Format(mount, version, isFile)),
        .. spec.Labels.SelectMany(label => new[] { "--label", $"{label.Key}={label.Value}" }),
        .. version.HasCapabilities ? Isolate(spec.Isolation) : [],

        // Whole ones only, and a size without a unit would be bytes.
        .. Option("--cpus", spec.Limits.Cpus is { } cpus ? Math.Ceiling(cpus).ToString(CultureInfo.InvariantCulture) : null),
        .. Option("--memory", spec.Limits.Memory),
        .. Option("--network", spec.Network),
        .. Option("--user", spec.User),
        .. spec.ExtraRunArguments,
        spec.Image,
    ];

    /// <summary>Always with an address, because the default is every interface, and always with a port, because none is chosen.</summary>
    private static string Publish(ContainerSpec spec)
    {
        var address = spec.BindAddress.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{spec.BindAddress}]" : spec.BindAddress.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{address}:{spec.HostPort}:{spec.ContainerPort}");
    }

    /// <summary>The parser takes no value that begins like an option, unless it is part of the same argument.</summary>
    private static string[] Inherit(string variable) => variable.StartsWith('-') ? [$"--env={variable}"] : ["-e", variable];

    private static IEnumerable<string> Isolate(SandboxIsolation isolation) => isolation switch
    {
        SandboxIsolation.Compatible => [],
        SandboxIsolation.Browser => ["--cap-drop", "ALL", .. BrowserCapabilities.SelectMany(capability => new[] { "--cap-add", capability })],
        _ => ["--cap-drop", "ALL"],
    };

    private static IEnumerable<string> Flag(bool isSet, string name) => isSet ? [name] : [];

    private static IEnumerable<string> Option(string name, string? value) => value is null ? [] : [name, value];
}
