using System.Globalization;
using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Runtimes.Docker;

/// <summary>Guards what listing allocates: the ids once more on top of what inspecting does.</summary>
public sealed class DockerListAllocationTests
{
    /// <summary>The 4 KB of an inspected container, and 1 KB for its id: the line, its place in the command and in the set that is ticked off.</summary>
    private const int MostPerContainer = 5 * 1024;

    private static readonly string One = Captures.Get("docker-29.7.2", "inspect-one-running").Stdout.Trim().Trim('[', ']').Trim();

    private static readonly string OneId = DockerInspect.Parse($"[{One}]", DockerStates.Read)[0].Id;

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void ListAsync_AnyNumberOfContainers_AllocatesAFewKilobytesEach(int containers)
    {
        var ids = Enumerable.Range(1, containers).Select(i => i.ToString("x64", CultureInfo.InvariantCulture)).ToArray();
        var table = new ProcessResult(0, $"CONTAINER ID\n{string.Join('\n', ids)}\n", "");
        var documents = new ProcessResult(0, $"[{string.Join(',', ids.Select(id => One.Replace(OneId, id, StringComparison.Ordinal)))}]", "");
        var sut = CreateSut(command => command.Arguments[0] == "ps" ? table : documents);

        IReadOnlyList<ContainerFacts> List() => sut.ListAsync("label", "value", default).GetAwaiter().GetResult();

        List().Should().HaveCount(containers);
        (Allocations.Of(List) / containers).Should().BeLessThan(MostPerContainer);
    }

    [Fact]
    public void ListAsync_NoContainer_AllocatesLittle()
    {
        var table = new ProcessResult(0, "CONTAINER ID\n", "");
        var sut = CreateSut(_ => table);

        Allocations.Of(() => sut.ListAsync("label", "value", default).GetAwaiter().GetResult()).Should().BeLessThan(MostPerContainer);
    }

    private static DockerDialect CreateSut(Func<ProcessCommand, ProcessResult> answer) => new(
        new RuntimeCli("docker", new FixedAnswers(answer), new FakeTimeProvider(), NullLogger.Instance), new LocalSandboxOptions());
}
