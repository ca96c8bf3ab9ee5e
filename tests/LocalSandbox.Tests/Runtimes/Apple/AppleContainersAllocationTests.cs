using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>Guards what parsing allocates: in proportion to what is kept of a container, not to what the runtime says about it.</summary>
public sealed class AppleContainersAllocationTests
{
    private const int MostPerContainer = 4 * 1024;

    private static readonly DateTimeOffset Now = new(2026, 8, 7, 18, 40, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(AppleSamples.From100, 10)]
    [InlineData(AppleSamples.From100, 100)]
    [InlineData(AppleSamples.From100, 1000)]
    [InlineData(AppleSamples.From080, 1000)]
    [InlineData(AppleSamples.From060, 1000)]
    public void Parse_AnyNumberOfContainers_AllocatesAFewKilobytesEach(string sample, int containers)
    {
        var json = Document(sample, containers);

        AppleContainers.Parse(json, Now).Should().HaveCount(containers);
        (Allocations.Of(() => AppleContainers.Parse(json, Now)) / containers).Should().BeLessThan(MostPerContainer);
    }

    [Fact]
    public void Parse_ContainersWithALongEnvironment_AllocatesNoMoreThanWithAShortOne()
    {
        var path = $"PATH={new string('x', 50_000)}";
        var talkative = AppleSamples.From100.Replace("\"environment\":[", $"\"environment\":[\"{path}\",", StringComparison.Ordinal);
        talkative.Length.Should().BeGreaterThan(AppleSamples.From100.Length + path.Length, "the sample must have an environment");
        var (plain, padded) = (Document(AppleSamples.From100, 20), Document(talkative, 20));

        var more = Allocations.Of(() => AppleContainers.Parse(padded, Now)) - Allocations.Of(() => AppleContainers.Parse(plain, Now));

        // A megabyte more is read; a tenth of it leaves room for what the runtime itself may do meanwhile.
        more.Should().BeLessThan(100 * 1024);
    }

    /// <summary>As many containers as are wanted, each of a name of its own: two of one name are no answer.</summary>
    private static string Document(string sample, int count)
    {
        var one = sample.Trim()[1..^1];
        return $"[{string.Join(',', Enumerable.Range(1, count).Select(i => one.Replace("agent-1", $"agent-{i}", StringComparison.Ordinal)))}]";
    }
}
