using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Every text by which a runtime is known to refuse to run a container: those of its table, and those that were captured.</summary>
internal static class KnownFailures
{
    /// <summary>Gets a text for each row of each table.</summary>
    public static IEnumerable<(ContainerRuntimeKind Runtime, string Text)> OfTables =>
    [
        .. OfTable(ContainerRuntimeKind.Docker, DockerErrors.Table),
        .. OfTable(ContainerRuntimeKind.Podman, PodmanErrors.Table),
        .. OfTable(ContainerRuntimeKind.AppleContainer, AppleErrors.Table),
    ];

    /// <summary>Gets what command lines really wrote when they refused to run a container.</summary>
    public static IEnumerable<(ContainerRuntimeKind Runtime, string Text)> OfCaptures =>
    [
        .. Captured(ContainerRuntimeKind.Docker, Captures.Docker),
        .. Captured(ContainerRuntimeKind.Podman, Captures.Podman),
    ];

    private static IEnumerable<(ContainerRuntimeKind Runtime, string Text)> OfTable(ContainerRuntimeKind runtime, ErrorTable table) =>
        table.Rows.Select(row => (runtime, $"Error: {string.Join(" and ", row.Fragments)}"));

    private static IEnumerable<(ContainerRuntimeKind Runtime, string Text)> Captured(ContainerRuntimeKind runtime, IEnumerable<Capture> captures) =>
        captures.Where(capture => capture.Verb == "run" && capture.ExitCode != 0).Select(capture => capture.Stderr).Distinct().Select(text => (runtime, text));
}
