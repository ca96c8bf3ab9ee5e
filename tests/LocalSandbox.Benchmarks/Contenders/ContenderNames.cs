namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>What the contenders are called, in tables, goals and pictures alike.</summary>
internal static class ContenderNames
{
    public const string Library = "LocalSandbox";
    public const string BareCli = "bare CLI";
    public const string DockerDotNet = "Docker.DotNet";
    public const string Testcontainers = "Testcontainers";
    public const string Original = "original's algorithm";

    public static IReadOnlyList<string> All { get; } = [Library, BareCli, DockerDotNet, Testcontainers, Original];
}
