namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>What the library sets on every container by default, for the others to set too: the engine's work is then the same.</summary>
internal static class SandboxSettings
{
    public const long Memory = 2L * 1024 * 1024 * 1024;
    public const long CpuPeriod = 100_000;
    public const long CpuQuota = 200_000;
    public const long Pids = 512;

    /// <summary>The library's own default grace period, in seconds, for the contenders that have none of their own.</summary>
    public const int GraceSeconds = 5;

    public static IReadOnlyList<string> SecurityOptions { get; } = ["seccomp=unconfined", "no-new-privileges"];

    public static IReadOnlyList<string> Capabilities { get; } = ["CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE", "FOWNER"];

    /// <summary>Gets as many labels as the library sets.</summary>
    public static IReadOnlyDictionary<string, string> Labels { get; } =
        Enumerable.Range(0, 4).ToDictionary(i => $"localsandbox.benchmark.{i}", _ => "0123456789abcdef0123456789abcdef");

    /// <summary>Gets the same as arguments of <c>docker run</c>.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--init",
        .. Labels.SelectMany(label => new[] { "--label", $"{label.Key}={label.Value}" }),
        .. SecurityOptions.SelectMany(option => new[] { "--security-opt", option }),
        "--cap-drop", "ALL",
        .. Capabilities.SelectMany(capability => new[] { "--cap-add", capability }),
        "--memory", "2g", "--memory-swap", "2g",
        "--cpu-period", "100000", "--cpu-quota", "200000",
        "--pids-limit", "512",
    ];
}
