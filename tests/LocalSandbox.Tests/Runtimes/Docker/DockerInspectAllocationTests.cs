using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes.Docker;

/// <summary>Guards what parsing allocates: in proportion to what is kept of a container, not to what the engine says about it.</summary>
public sealed class DockerInspectAllocationTests
{
    /// <summary>Some 2.4 KB on .NET 10 for facts, labels and ports; the text about one container is 15 KB of characters.</summary>
    private const int MostPerContainer = 4 * 1024;

    private static readonly string One = Captures.Get("docker-29.7.2", "inspect-one-running").Stdout.Trim().Trim('[', ']').Trim();

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Parse_AnyNumberOfContainers_AllocatesAFewKilobytesEach(int containers)
    {
        var json = Document(One, containers);

        (Allocations.Of(() => DockerInspect.Parse(json, DockerStates.Read)) / containers).Should().BeLessThan(MostPerContainer);
    }

    [Fact]
    public void Parse_ContainersWithALongEnvironment_AllocatesNoMoreThanWithAShortOne()
    {
        var path = $"PATH=/{new string('x', 50_000)}";
        var talkative = One.Replace("\"Env\": [", $"\"Env\": [\"{path}\",", StringComparison.Ordinal);
        talkative.Length.Should().BeGreaterThan(One.Length + path.Length, "the capture must have an environment");
        var (plain, padded) = (Document(One, 20), Document(talkative, 20));

        var more = Allocations.Of(() => DockerInspect.Parse(padded, DockerStates.Read)) - Allocations.Of(() => DockerInspect.Parse(plain, DockerStates.Read));

        // A megabyte more is read; a tenth of it leaves room for what the runtime itself may do meanwhile.
        more.Should().BeLessThan(100 * 1024);
    }

    [Fact]
    public void Parse_Timestamp_AllocatesOneShortTextAtMost() =>
        Allocations.Of(() => ContainerTimestamp.Parse("2026-11-24T21:50:11.123456789Z")).Should().BeLessThan(256);

    private static string Document(string container, int count) => $"[{string.Join(',', Enumerable.Repeat(container, count))}]";
}
