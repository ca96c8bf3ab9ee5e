using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalSandbox.Tests;

public sealed partial class SandboxInfoTests
{
    public static TheoryData<bool> WholeOrNot => [true, false];

    [Theory]
    [MemberData(nameof(WholeOrNot))]
    public void Json_ByReflection_ComesBackTheSame(bool isWhole)
    {
        var sandbox = Sandbox(isWhole);

        JsonSerializer.Deserialize<SandboxInfo>(JsonSerializer.Serialize(sandbox)).Should().Be(sandbox);
    }

    [Theory]
    [MemberData(nameof(WholeOrNot))]
    public void Json_BySourceGeneration_ComesBackTheSame(bool isWhole)
    {
        var sandbox = Sandbox(isWhole);

        var json = JsonSerializer.Serialize(sandbox, InfoJson.Default.SandboxInfo);

        JsonSerializer.Deserialize(json, InfoJson.Default.SandboxInfo).Should().Be(sandbox);
    }

    [Fact]
    public void Json_WebNamingAndUnknownMembers_AreRead()
    {
        var json = """{"sandboxId":"one","url":"http://[::1]:81/","later":"addition"}""";

        JsonSerializer.Deserialize<SandboxInfo>(json, JsonSerializerOptions.Web)
            .Should().Be(new SandboxInfo("one") { Url = new Uri("http://[::1]:81/") });
    }

    private static SandboxInfo Sandbox(bool isWhole) => !isWhole ? new SandboxInfo("one") : new SandboxInfo("one")
    {
        Url = new Uri("http://127.0.0.1:8080/"),
        ContainerName = "local-sandbox-one",
        ContainerId = new string('a', 64),
        CreatedAt = new DateTimeOffset(2026, 11, 23, 7, 3, 6, TimeSpan.FromHours(5.5)).AddTicks(1234567),
    };

    [JsonSerializable(typeof(SandboxInfo))]
    private sealed partial class InfoJson : JsonSerializerContext;
}
