using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

/// <summary>samples/AgentHost, driven over HTTP as its clients do it.</summary>
public sealed class AgentHostTests : EngineTest
{
    [EngineFact]
    public async Task Conversations_FromCreateToDestroy_HaveSandboxesOfTheirOwn()
    {
        var host = await StartAsync();

        (await StatusOfAsync(host, "/healthz")).Should().Be(HttpStatusCode.OK, host.Output);
        (await ListAsync(host)).Should().BeEmpty();
        (await StatusOfAsync(host, "/conversations/one/sandbox")).Should().Be(HttpStatusCode.NotFound);
        (await StatusOfAsync(host, "/conversations/one/sandbox/call/v1/sandbox")).Should().Be(HttpStatusCode.NotFound);

        var one = await PutAsync(host, "one");
        var id = await ContainerIdAsync(one);
        var other = await PutAsync(host, "another/with a slash");

        one.Should().Be($"{Prefix}-{SandboxIds.ForThread("one")}");
        (await PutAsync(host, "one")).Should().Be(one);
        (await ContainerIdAsync(one)).Should().Be(id);
        (await ListAsync(host)).Should().BeEquivalentTo(one, other);
        (await host.Http.GetStringAsync("/conversations/one/sandbox/call/v1/sandbox")).Should().Contain("ready");

        // The host name in its environment says which container it is that answers.
        (await host.Http.GetStringAsync("/conversations/one/sandbox/call/environ")).Should().Contain($"HOSTNAME={id[..12]}");

        (await DeleteAsync(host, "one")).Should().Be(HttpStatusCode.NoContent);
        (await DeleteAsync(host, "one")).Should().Be(HttpStatusCode.NoContent);
        (await DockerCli.ExistsAsync(id)).Should().BeFalse();
        (await ListAsync(host)).Should().Equal(other);
        (await DeleteAsync(host, "another/with a slash")).Should().Be(HttpStatusCode.NoContent);
        (await host.TerminateAsync()).Should().Be(0, host.Output);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task Call_OfASandboxThatDied_NeverReachesAnother()
    {
        var host = await StartAsync();
        var one = await PutAsync(host, "one");
        var dead = await ContainerIdAsync(one);
        (await StatusOfAsync(host, "/conversations/one/sandbox/call/v1/sandbox")).Should().Be(HttpStatusCode.OK);

        await DockerCli.RunAsync("kill", one);
        await PutAsync(host, "two");

        (await StatusOfAsync(host, "/conversations/one/sandbox/call/v1/sandbox")).Should().Be(HttpStatusCode.NotFound);
        (await StatusOfAsync(host, "/conversations/one/sandbox")).Should().Be(HttpStatusCode.NotFound);
        (await PutAsync(host, "one")).Should().Be(one);
        (await ContainerIdAsync(one)).Should().NotBe(dead);
        (await StatusOfAsync(host, "/conversations/one/sandbox/call/v1/sandbox")).Should().Be(HttpStatusCode.OK);
    }

    [EngineFact]
    public async Task Terminate_WithASandbox_EndsCleanlyAndTheNextHostFindsIt()
    {
        var first = await StartAsync();
        var sandbox = await PutAsync(first, "one");
        var id = await ContainerIdAsync(sandbox);

        (await first.TerminateAsync()).Should().Be(0, first.Output);
        (await ContainersAsync()).Should().Equal($"{sandbox} running");

        var second = await StartAsync();
        (await StatusOfAsync(second, "/conversations/one/sandbox")).Should().Be(HttpStatusCode.OK);
        (await PutAsync(second, "one")).Should().Be(sandbox);
        (await ContainerIdAsync(sandbox)).Should().Be(id);
        (await second.TerminateAsync()).Should().Be(0, second.Output);
    }

    [EngineFact]
    public async Task Conversations_WithoutARuntime_AnswerWithACodeAndNoDetail()
    {
        var host = await StartAsync("--LocalSandbox:RuntimePath=/nowhere/docker");

        (await StatusOfAsync(host, "/healthz")).Should().Be(HttpStatusCode.ServiceUnavailable);
        var response = await host.Http.PutAsync("/conversations/one/sandbox", content: null);
        var problem = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.Should().Contain("\"code\":\"RuntimeNotInstalled\"").And.NotContain("/nowhere");
        (await host.TerminateAsync()).Should().Be(0, host.Output);
    }

    [EngineFact]
    public async Task Terminate_WithTelemetryOnTheConsole_HasShownSpansAndMetrics()
    {
        var host = await StartAsync("--Telemetry:Console=true");
        await ListAsync(host);

        (await host.TerminateAsync()).Should().Be(0, host.Output);

        host.Output.Should().Contain("sandbox.list").And.Contain("localsandbox.operation: list").And.Contain("localsandbox.operations");
    }

    [EngineFact]
    public async Task Start_WithAnInvalidOption_FailsAndNamesIt()
    {
        var host = await StartAsync("--LocalSandbox:HealthPath=no-slash");

        (await host.WaitForExitAsync()).Should().NotBe(0);
        host.Output.Should().Contain("HealthPath 'no-slash'");
    }

    /// <summary>The last port of the test's own is the host's, the others are its sandboxes'.</summary>
    private async Task<AgentHostProcess> StartAsync(params string[] settings) => Keep(await AgentHostProcess.StartAsync(
        BasePort + PortBlock.Size - 1,
        [
            "--LocalSandbox:Runtime=Docker",
            $"--LocalSandbox:Image={Engine.Image}",
            $"--LocalSandbox:ContainerPrefix={Prefix}",
            string.Create(CultureInfo.InvariantCulture, $"--LocalSandbox:BasePort={BasePort}"),
            string.Create(CultureInfo.InvariantCulture, $"--LocalSandbox:PortRange={PortBlock.Size - 1}"),
            "--LocalSandbox:StopGracePeriod=00:00:01",
            .. settings,
        ]));

    private static string SandboxOf(string conversation) => $"/conversations/{Uri.EscapeDataString(conversation)}/sandbox";

    private static async Task<HttpStatusCode> StatusOfAsync(AgentHostProcess host, string path)
    {
        using var response = await host.Http.GetAsync(path);
        return response.StatusCode;
    }

    /// <summary>Asks for a sandbox and returns the name of its container.</summary>
    private static async Task<string> PutAsync(AgentHostProcess host, string conversation)
    {
        using var response = await host.Http.PutAsync(SandboxOf(conversation), content: null);
        response.StatusCode.Should().Be(HttpStatusCode.OK, host.Output);
        return ContainerName(await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<HttpStatusCode> DeleteAsync(AgentHostProcess host, string conversation)
    {
        using var response = await host.Http.DeleteAsync(SandboxOf(conversation));
        return response.StatusCode;
    }

    private static async Task<IReadOnlyList<string>> ListAsync(AgentHostProcess host) =>
        [.. (await host.Http.GetFromJsonAsync<JsonElement>("/conversations")).EnumerateArray().Select(ContainerName)];

    private static string ContainerName(JsonElement sandbox) => sandbox.GetProperty("containerName").GetString()!;

    private static async Task<string> ContainerIdAsync(string name) => (await DockerCli.InspectAsync(name)).GetProperty("Id").GetString()!;
}
