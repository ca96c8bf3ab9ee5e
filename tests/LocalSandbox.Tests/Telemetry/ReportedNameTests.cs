using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Telemetry;

/// <summary>What each runtime is called in telemetry: dashboards are built on these names.</summary>
public sealed class ReportedNameTests
{
    private static readonly Dictionary<ContainerRuntimeKind, (string Announcement, string Name)> Expected = new()
    {
        [ContainerRuntimeKind.Docker] = ("Docker version 29.7.2, build 1", "docker"),
        [ContainerRuntimeKind.Podman] = ("podman version 5.4.2", "podman"),
        [ContainerRuntimeKind.AppleContainer] = ("container CLI version 1.2.0 (build: release, commit: af405ff)", "apple-container"),
    };

    /// <summary>A runtime that is added without a name here is a failure of the test.</summary>
    public static TheoryData<ContainerRuntimeKind> Kinds => [.. Enum.GetValues<ContainerRuntimeKind>().Except([ContainerRuntimeKind.Auto])];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ReportedName_OfEachRuntime_IsItsOwn(ContainerRuntimeKind kind)
    {
        var (announcement, name) = Expected.Should().ContainKey(kind).WhoseValue;
        var runner = new ScriptedProcessRunner().Always("--version", Replies.Ok(announcement)).Always("system", Replies.Ok("{\"status\":\"running\"}"));
        var host = new HostMachine(IsMacOS: true, () => [], _ => false);
        var detector = new RuntimeDetector(new LocalSandboxOptions { Runtime = kind }, runner, new FakeTimeProvider(), host, NullLogger.Instance);

        (await detector.DetectAsync(CancellationToken.None).AtOnceAsync()).Dialect.ReportedName.Should().Be(name);
    }
}
