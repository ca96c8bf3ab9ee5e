using System.Globalization;
using System.Net.Sockets;

namespace LocalSandbox.Runtimes.Docker;

/// <summary>Spells a container as the arguments of <c>docker run</c>.</summary>
internal static class DockerRunArguments
{
    /// <summary>In microseconds; the kernel's and the engines' own default.</summary>
    private const int CpuPeriod = 100_000;

    private static readonly string[] BrowserCapabilities = ["CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE", "FOWNER"];

    /// <summary>
    /// Builds the arguments. <c>--pull never</c>, so that starting is one quick call and a missing image is an answer, not a download
    /// of unknown length inside it.
    /// </summary>
    public static IReadOnlyList<string> Build(ContainerSpec spec, SandboxVariables variables, IReadOnlyList<string> extraFlags) =>
    [
        "run", "-d", "--pull", "never",
        "--name", spec.Name,
        "-p", Publish(spec),
        .. Flag(spec.Init, "--init"),
        .. Flag(spec.AutoRemove, "--rm"),
        .. variables.Inherited.Keys.SelectMany(name => new[] { "-e", name }),
        .. Option("--env-file", variables.FilePath),
        .. spec.Mounts.SelectMany(mount => new[] { "--mount", DockerMount.Format(mount) }),
        .. spec.Labels.SelectMany(label => new[] { "--label", $"{label.Key}={label.Value}" }),
        .. Isolate(spec.Isolation),
        .. Limit(spec.Limits),
        .. Option("--network", spec.Network),
        .. Option("--user", spec.User),
        .. extraFlags,
        .. spec.ExtraRunArguments,
        spec.Image,
    ];

    private static string Publish(ContainerSpec spec)
    {
        var address = spec.BindAddress.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{spec.BindAddress}]" : spec.BindAddress.ToString();
        var hostPort = spec.HostPort == 0 ? "" : spec.HostPort.ToString(CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{address}:{hostPort}:{spec.ContainerPort}");
    }

    private static IEnumerable<string> Isolate(SandboxIsolation isolation) => isolation switch
    {
        SandboxIsolation.Compatible => ["--security-opt", "seccomp=unconfined"],
        SandboxIsolation.Browser =>
        [
            "--security-opt", "seccomp=unconfined",
            "--security-opt", "no-new-privileges",
            "--cap-drop", "ALL",
            .. BrowserCapabilities.SelectMany(capability => new[] { "--cap-add", capability }),
        ],
        _ => ["--security-opt", "no-new-privileges", "--cap-drop", "ALL"],
    };

    private static IEnumerable<string> Limit(ContainerLimits limits) =>
    [
        // --memory alone allows as much swap again.
        .. Option("--memory", limits.Memory),
        .. Option("--memory-swap", limits.Memory),

        // Not --cpus: Docker refuses more than the machine has, and the limit of a profile must not keep a small machine from working.
        .. limits.Cpus is { } cpus
            ? ["--cpu-period", CpuPeriod.ToString(CultureInfo.InvariantCulture), "--cpu-quota", Math.Ceiling(cpus * CpuPeriod).ToString(CultureInfo.InvariantCulture)]
            : Array.Empty<string>(),
        .. Option("--pids-limit", limits.Pids?.ToString(CultureInfo.InvariantCulture)),
    ];

    private static IEnumerable<string> Flag(bool isSet, string name) => isSet ? [name] : [];

    private static IEnumerable<string> Option(string name, string? value) => value is null ? [] : [name, value];
}
