using LocalSandbox.Runtimes;

namespace LocalSandbox.Diagnostics;

/// <summary>Whether the engine answers, and does what it is told.</summary>
internal static class EngineCheck
{
    public const string Name = "engine";

    public static SandboxCheck Of(EngineFacts engine, LocalSandboxOptions options)
    {
        var answers = $"Version {engine.Version} answers{(engine.Platform is null ? "" : $" and runs {engine.Platform}")}";
        var limits = ContainerLimits.For(options);
        var ignored = engine.IgnoredLimits.Where(option => IsSet(limits, option)).ToList();
        return ignored.Count == 0
            ? new SandboxCheck(Name, SandboxCheckStatus.Passed, $"{answers}.")

            // Nothing else says so: a rootless Docker on control groups of version 1 starts the container without a word.
            : new SandboxCheck(
                Name,
                SandboxCheckStatus.Warning,
                $"{answers}, but does not enforce {List(ignored)}.",
                "Run the engine as root, or on control groups of version 2 with these controllers delegated to its user.");
    }

    private static bool IsSet(ContainerLimits limits, string option) => option switch
    {
        nameof(LocalSandboxOptions.Memory) => limits.Memory is not null,
        nameof(LocalSandboxOptions.Cpus) => limits.Cpus is not null,
        _ => limits.Pids is not null,
    };

    private static string List(List<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";
}
