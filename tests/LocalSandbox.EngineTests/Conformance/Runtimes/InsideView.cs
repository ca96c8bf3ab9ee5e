using System.Globalization;

namespace LocalSandbox.EngineTests.Conformance.Runtimes;

/// <summary>What confines a process, as it sees itself: its <c>/proc/self/status</c>, and the files of its control groups, version 1 or 2.</summary>
/// <param name="status">The text of <c>status</c>.</param>
/// <param name="groups">Each file's name below <c>/sys/fs/cgroup</c> and its text.</param>
internal sealed class InsideView(string status, IReadOnlyDictionary<string, string> groups)
{
    /// <summary>The files that hold the limits; of each kind one version's are there.</summary>
    public static readonly IReadOnlyList<string> Files =
        ["memory/memory.limit_in_bytes", "cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us", "pids/pids.max", "memory.max", "cpu.max", "pids.max"];

    /// <summary>Version 1 writes "no limit" as the largest number of whole pages.</summary>
    private const long AtLeastUnlimited = 1L << 60;

    public string EffectiveCapabilities => Field("CapEff");

    public bool NoNewPrivileges => Field("NoNewPrivs") is "1";

    /// <summary>Gets 0 without system call filter, 2 with one.</summary>
    public string Seccomp => Field("Seccomp");

    public long? Memory => Limit("memory/memory.limit_in_bytes", "memory.max") is { } bytes and < AtLeastUnlimited ? bytes : null;

    public long? Pids => Limit("pids/pids.max", "pids.max");

    public double? Cpus
    {
        get
        {
            var (quota, period) = groups.TryGetValue("cpu.max", out var both) && both.Split(' ') is [var first, var second]
                ? (first, second)
                : (groups["cpu/cpu.cfs_quota_us"], groups["cpu/cpu.cfs_period_us"]);
            return quota is "max" or "-1"
                ? null
                : double.Parse(quota, CultureInfo.InvariantCulture) / double.Parse(period, CultureInfo.InvariantCulture);
        }
    }

    private string Field(string name) =>
        status.Split('\n').Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    private long? Limit(string version1, string version2)
    {
        var text = groups.TryGetValue(version2, out var value) ? value : groups[version1];
        return text is "max" ? null : long.Parse(text, CultureInfo.InvariantCulture);
    }
}
