using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Conformance.Runtimes;

/// <summary>The runtimes under test. A new runtime is a line in <see cref="All"/>.</summary>
internal static class ConformanceRuntimes
{
    /// <summary>
    /// Names the runtimes to test, separated by commas, every one of which must be there: <c>docker,podman,apple</c>. Without it those are
    /// tested that are there.
    /// </summary>
    private const string Chosen = "LOCALSANDBOX_RUNTIMES";

    /// <summary>Gets the command line to test Podman with; only one named so is tested, because it must have the test image.</summary>
    private static readonly string? Podman = Environment.GetEnvironmentVariable("LOCALSANDBOX_PODMAN");

    private static readonly IReadOnlyList<(string Name, Func<bool> IsThere, Func<ConformanceRuntime> Open)> All =
    [
        ("docker", () => Engine.Problem is null, () => new DockerGrammarRuntime(ContainerRuntimeKind.Docker, "docker")),
        ("podman", () => Podman is { Length: > 0 }, () => new DockerGrammarRuntime(ContainerRuntimeKind.Podman, Podman!)),
        .. AppleEmulator.Versions.Select(version => (
            $"apple {version}", new Func<bool>(() => !OperatingSystem.IsWindows()), new Func<ConformanceRuntime>(() => new EmulatedAppleRuntime(version)))),
    ];

    public static TheoryData<string> Names { get; } = [.. Choose()];

    public static ConformanceRuntime Open(string name)
    {
        var (_, isThere, open) = All.Single(runtime => runtime.Name == name);
        return isThere() ? open() : throw new InvalidOperationException($"{Chosen} names {name}, which is not there.");
    }

    private static IEnumerable<string> Choose()
    {
        if (Environment.GetEnvironmentVariable(Chosen) is not { Length: > 0 } chosen)
        {
            return All.Where(runtime => runtime.IsThere()).Select(runtime => runtime.Name);
        }

        return chosen.Split(',').SelectMany(name =>
            All.Where(runtime => runtime.Name.Split(' ')[0] == name) is var found && found.Any()
                ? found.Select(runtime => runtime.Name)
                : throw new InvalidOperationException($"{Chosen} names '{name}', which is no runtime."));
    }
}
