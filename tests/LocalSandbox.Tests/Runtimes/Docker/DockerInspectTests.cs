using System.Net;
using System.Text.Json;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes.Docker;

public sealed class DockerInspectTests
{
    /// <summary>Every capture whose output is a whole inspect document with containers in it.</summary>
    private static IEnumerable<Capture> Documents(string engine) => Captures.All.Where(capture =>
        capture.File.StartsWith(engine, StringComparison.Ordinal)
        && capture.Case.StartsWith("inspect", StringComparison.Ordinal)
        && capture.Stdout.StartsWith("[\n", StringComparison.Ordinal)
        && capture.Stdout.Contains("\"Id\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("docker", 7)]
    [InlineData("podman", 7)]
    public void Parse_EveryCapturedDocument_GivesNamedContainersWithDates(string engine, int atLeast)
    {
        var documents = Documents(engine).ToList();

        documents.Should().HaveCountGreaterOrEqualTo(atLeast);
        foreach (var document in documents)
        {
            DockerInspect.Parse(document.Stdout, DockerStates.Read).Should().NotBeEmpty().And.OnlyContain(
                facts => facts.Id.Length == 64 && facts.Name.StartsWith("ctr-research-", StringComparison.Ordinal)
                    && facts.State == ContainerState.Running && facts.CreatedAt!.Value.Year == 2026,
                document.ToString());
        }
    }

    [Theory]
    [InlineData("docker-20.10.24_cli-28.2.2")]
    [InlineData("docker-26.1.5")]
    [InlineData("docker-29.7.2")]
    [InlineData("docker-29.7.2-rootless")]
    public void Parse_RunningContainer_ReadsItsPublishedPort(string file)
    {
        var facts = DockerInspect.Parse(Captures.Get(file, "inspect-full").Stdout, DockerStates.Read).Single();

        facts.Name.Should().Be("ctr-research-a");
        var port = facts.Ports.Should().ContainSingle().Which;
        port.ContainerPort.Should().Be(8080);
        port.HostAddress.Should().Be(IPAddress.Loopback);
        port.HostPort.Should().BeInRange(1024, 65535);
        facts.ExitCode.Should().Be(0);
        facts.IsOutOfMemory.Should().BeFalse();
    }

    [Theory]
    [InlineData("docker-20.10.24_cli-28.2.2")]
    [InlineData("docker-26.1.5")]
    [InlineData("docker-29.7.2")]
    public void Parse_OneOfThreeMissing_StillReadsTheOthers(string file)
    {
        var found = DockerInspect.Parse(Captures.Get(file, "inspect-a-missing-b-json").Stdout, DockerStates.Read);

        found.Select(facts => facts.Name).Should().Equal("ctr-research-a", "ctr-research-b");
    }

    [Fact]
    public void Parse_MissingContainerOfAnyVersion_IsEmpty() =>
        Captures.Docker.Where(capture => capture.Case == "container-inspect-missing")
            .SelectMany(capture => DockerInspect.Parse(capture.Stdout, DockerStates.Read)).Should().BeEmpty();

    [Fact]
    public void Parse_WildcardPublished_ReadsBothFamilies()
    {
        var ports = DockerInspect.Parse(Captures.Get("docker-26.1.5", "inspect-a-missing-b-json").Stdout, DockerStates.Read)[1].Ports;

        ports.Select(port => port.HostAddress).Should().BeEquivalentTo([IPAddress.Any, IPAddress.IPv6Any]);
        ports.Should().OnlyContain(port => port.ContainerPort == 8080);
    }

    /// <summary>State objects that the captures hold by themselves, put where they stand in the whole document.</summary>
    [Theory]
    [InlineData("exits-at-once-norm.inspect-state", ContainerState.Exited, 7, false)]
    [InlineData("oom-inspect-state", ContainerState.Exited, 137, true)]
    internal void Parse_CapturedState_ReadsHowItEnded(string name, ContainerState state, int exitCode, bool outOfMemory)
    {
        var captures = Captures.Docker.Where(capture => capture.Case == name).ToList();

        captures.Should().HaveCountGreaterThan(1);
        foreach (var capture in captures)
        {
            var facts = DockerInspect.Parse($$"""[{"Id":"1","Name":"/n","State":{{capture.Stdout}},"Config":{"Labels":null} }]""", DockerStates.Read).Single();

            facts.State.Should().Be(state);
            facts.ExitCode.Should().Be(exitCode);
            facts.IsOutOfMemory.Should().Be(outOfMemory);
        }
    }

    [Theory]
    [InlineData("created", ContainerState.Created)]
    [InlineData("running", ContainerState.Running)]
    [InlineData("paused", ContainerState.Paused)]
    [InlineData("restarting", ContainerState.Restarting)]
    [InlineData("removing", ContainerState.Removing)]
    [InlineData("exited", ContainerState.Exited)]
    [InlineData("dead", ContainerState.Dead)]
    [InlineData("stopping", ContainerState.Unrecognized)]
    [InlineData("", ContainerState.Unrecognized)]
    internal void Parse_EachStatus_IsItsState(string status, ContainerState expected) =>
        Parse($$$"""{"State":{"Status":"{{{status}}}"}}""").State.Should().Be(expected);

    [Theory]
    [InlineData("""{"8080/tcp":null}""")]
    [InlineData("""{"8080/tcp":[]}""")]
    [InlineData("""{"8080/tcp":[null]}""")]
    [InlineData("""{"8080/udp":[{"HostIp":"0.0.0.0","HostPort":"1"}]}""")]
    [InlineData("""{"8080/sctp":[{"HostIp":"0.0.0.0","HostPort":"1"}]}""")]
    [InlineData("""{"8080":[{"HostIp":"0.0.0.0","HostPort":"1"}]}""")]
    [InlineData("""{"x/tcp":[{"HostIp":"0.0.0.0","HostPort":"1"}]}""")]
    [InlineData("""{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":""}]}""")]
    [InlineData("""{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"0"}]}""")]
    [InlineData("""{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"65536"}]}""")]
    [InlineData("""{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"-1"}]}""")]
    [InlineData("""{"8080/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080 "}]}""")]
    [InlineData("""{"8080/tcp":[{"HostIp":"0.0.0.0"}]}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Parse_NoUsableBinding_HasNoPort(string ports) =>
        Parse($$$"""{"NetworkSettings":{"Ports":{{{ports}}}}}""").Ports.Should().BeEmpty();

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"somewhere\"")]
    public void Parse_BindingWithoutAnAddress_KeepsThePort(string hostIp) =>
        Parse($$$$"""{"NetworkSettings":{"Ports":{"8080/tcp":[{"HostIp":{{{{hostIp}}}},"HostPort":"81"}]}}}""").Ports
            .Should().Equal(new PublishedPort(8080, null, 81));

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("""[{"Id":"1","Name":"/n"}]""")]
    [InlineData("""[{"Id":"1","Name":"/n","State":{}}]""")]
    [InlineData("""[{"Id":"1","Name":"/n","State":{},"Config":null}]""")]
    [InlineData("""[{"Id":"","Name":"/n","State":{},"Config":{"Labels":null}}]""")]
    [InlineData("""[{"Id":"1","Name":"","State":{},"Config":{"Labels":null}}]""")]
    [InlineData("""[{"Id":"1","Name":"/n","State":"running","Config":{"Labels":null}}]""")]
    [InlineData("""[{"Id":"1","Name":"/n","State":{"ExitCode":99999999999},"Config":{"Labels":null}}]""")]
    [InlineData("""[{"Id":"1","Name":"/n","Config":{"Labels":null},"State":{}""")]
    public void Parse_NotTheExpectedDocument_IsAFormatException(string json)
    {
        var parse = () => DockerInspect.Parse(json, DockerStates.Read);

        parse.Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Config":{},"NetworkSettings":null}""")]
    [InlineData("""{"Config":{"Labels":null},"Created":""}""")]
    public void Parse_MissingParts_AreEmptyOrNull(string members)
    {
        var facts = Parse(members);

        facts.CreatedAt.Should().BeNull();
        facts.Labels.Should().BeEmpty();
        facts.Ports.Should().BeEmpty();
    }

    private static ContainerFacts Parse(string members)
    {
        var all = new Dictionary<string, JsonElement>
        {
            ["Id"] = Json("\"1\""),
            ["Name"] = Json("\"/n\""),
            ["State"] = Json("{}"),
            ["Config"] = Json("""{"Labels":null}"""),
        };
        foreach (var member in Json(members).EnumerateObject())
        {
            all[member.Name] = member.Value;
        }

        return DockerInspect.Parse(JsonSerializer.Serialize(new[] { all }), DockerStates.Read).Single();
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
