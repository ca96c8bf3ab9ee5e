using System.Net;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleContainersTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 7, 18, 40, 0, TimeSpan.Zero);

    [Fact]
    public void Parse_ElementOf122_IsReadWhole()
    {
        var facts = AppleContainers.Parse(AppleSamples.From100, Now).Should().ContainSingle().Which;

        facts.Id.Should().Be("agent-1");
        facts.Name.Should().Be("agent-1");
        facts.State.Should().Be(ContainerState.Running);
        facts.CreatedAt.Should().Be(new DateTimeOffset(2026, 8, 7, 18, 36, 1, TimeSpan.Zero));
        facts.ExitCode.Should().BeNull();
        facts.IsOutOfMemory.Should().BeFalse();
        facts.Labels.Should().BeEquivalentTo(new Dictionary<string, string> { ["owner"] = "mylib" });
        facts.Ports.Should().Equal(new PublishedPort(8080, IPAddress.Loopback, 49800));
    }

    [Fact]
    public void Parse_ElementOf090_IsReadWhole()
    {
        var facts = AppleContainers.Parse(AppleSamples.From080, Now).Should().ContainSingle().Which;

        facts.Name.Should().Be("agent-1");
        facts.State.Should().Be(ContainerState.Running);
        facts.CreatedAt.Should().BeCloseTo(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(791224563.123), TimeSpan.FromMilliseconds(1));
        facts.Labels.Should().ContainKey("owner");
        facts.Ports.Should().Equal(new PublishedPort(8080, IPAddress.Loopback, 49800));
    }

    [Fact]
    public void Parse_ElementOf060_HasNoDate()
    {
        var facts = AppleContainers.Parse(AppleSamples.From060, Now).Should().ContainSingle().Which;

        facts.Name.Should().Be("agent-1");
        facts.State.Should().Be(ContainerState.Running);
        facts.CreatedAt.Should().BeNull();
        facts.Ports.Should().Equal(new PublishedPort(8080, IPAddress.Loopback, 49800));
    }

    [Fact]
    public void Parse_EscapedSlashes_AreSlashes() =>
        AppleContainers.Parse("""[{"configuration":{"id":"ab","labels":{"a":"b\/c"}},"status":"running"}]""", Now)[0].Labels["a"].Should().Be("b/c");

    [Fact]
    public void Parse_NoContainers_IsEmpty() => AppleContainers.Parse("[]\n", Now).Should().BeEmpty();

    [Theory]
    [InlineData("running", null, null, ContainerState.Running)]
    [InlineData("stopped", "2026-08-07T18:36:03Z", "2026-08-07T18:36:01Z", ContainerState.Exited)]
    [InlineData("stopped", "2026-08-07T18:39:59Z", "2026-08-07T18:39:58Z", ContainerState.Exited)]
    [InlineData("stopped", null, "2026-08-07T18:39:30Z", ContainerState.Created)]
    [InlineData("stopped", null, "2026-08-07T18:38:59Z", ContainerState.Exited)]
    [InlineData("stopped", null, null, ContainerState.Created)]
    [InlineData("stopping", null, null, ContainerState.Removing)]
    [InlineData("unknown", null, null, ContainerState.Unrecognized)]
    [InlineData("Running", null, null, ContainerState.Unrecognized)]
    public void Parse_States_TellWhatIsDeadFromWhatIsYetToStart(string state, string? started, string? created, object expected)
    {
        var json = $$$"""
            [{"configuration":{"id":"ab"{{{Date("creationDate", created)}}}},"status":{"state":"{{{state}}}","networks":[]{{{Date("startedDate", started)}}}}}]
            """;

        AppleContainers.Parse(json, Now)[0].State.Should().Be((ContainerState)expected);
    }

    [Fact]
    public void Parse_StoppedSandboxThatHasStartedBefore100_HasExited() =>
        AppleContainers.Parse("""[{"configuration":{"id":"ab"},"status":"stopped","startedDate":791224563}]""", Now)[0].State
            .Should().Be(ContainerState.Exited);

    [Theory]
    [InlineData("\"1970-01-01T00:00:00Z\"")]
    [InlineData("\"nonsense\"")]
    [InlineData("null")]
    [InlineData("1e300")]
    [InlineData("-1e300")]
    [InlineData("[]")]
    public void Parse_DateThatSaysNothing_IsNone(string date) =>
        AppleContainers.Parse($$$"""[{"configuration":{"id":"ab","creationDate":{{{date}}}},"status":{"state":"running"}}]""", Now)[0].CreatedAt
            .Should().BeNull();

    [Theory]
    [InlineData("""{"hostAddress":"127.0.0.1","hostPort":9000,"containerPort":8080,"proto":"tcp","count":3}""", "8080-9000 8081-9001 8082-9002")]
    [InlineData("""{"hostAddress":"::1","hostPort":9000,"containerPort":8080,"proto":"TCP"}""", "8080-9000")]
    [InlineData("""{"hostAddress":"127.0.0.1","hostPort":9000,"containerPort":8080,"proto":"udp","count":1}""", "")]
    [InlineData("""{"hostAddress":"127.0.0.1","hostPort":65535,"containerPort":8080,"proto":"tcp","count":1000000}""", "8080-65535")]
    [InlineData("""{"hostPort":0,"containerPort":8080,"proto":"tcp"}""", "")]
    [InlineData("null", "")]
    public void Parse_Ports_AreSpreadOut(string port, string expected)
    {
        var ports = AppleContainers.Parse($$"""[{"configuration":{"id":"ab","publishedPorts":[{{port}}]},"status":"running"}]""", Now)[0].Ports;

        string.Join(' ', ports.Select(published => $"{published.ContainerPort}-{published.HostPort}")).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""[{"status":"running"}]""")]
    [InlineData("""[{"id":"ab","status":"running"}]""")]
    [InlineData("""[{"configuration":{"id":""},"status":"running"}]""")]
    [InlineData("""[{"configuration":{"id":"ab"}}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":{}}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":null}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":7}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":"\ud800"}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":{"state":"\ud800"}}]""")]
    [InlineData("""[{"configuration":{"id":"ab","creationDate":"\ud800"},"status":"running"}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":"running","startedDate":"\ud800"}]""")]
    [InlineData("""[{"configuration":{"id":"\ud800"},"status":"running"}]""")]
    [InlineData("""[{"configuration":{"id":"ab","labels":{"\ud800":"x"}},"status":"running"}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":"running"},{"configuration":{"id":"ab"},"status":"stopped"}]""")]
    [InlineData("""[{"configuration":{"id":"ab"},"status":"running"}""")]
    public void Parse_AnythingButAListOfContainers_IsAFormatError(string json) =>
        FluentActions.Invoking(() => AppleContainers.Parse(json, Now)).Should().Throw<FormatException>();

    /// <summary>The document holds the values of all variables, and the parser would quote a part of what it cannot read.</summary>
    [Fact]
    public void Parse_TextThatBreaksOffInAValue_IsNotQuoted()
    {
        var canary = new Canary();
        var json = $$"""[{"configuration": {"id": t{{canary}}} }]""";

        canary.ShouldNotBeIn(Shown.By(FluentActions.Invoking(() => AppleContainers.Parse(json, Now)).Should().Throw<FormatException>().Which));
    }

    private static string Date(string name, string? value) => value is null ? "" : $",\"{name}\":\"{value}\"";
}
