using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

public sealed class EngineChosenPortTests : EngineTest
{
    [EngineFact]
    public async Task CreateAsync_BasePortZero_ReadsBackThePortTheEngineChose()
    {
        var backend = NewBackend(options => options.BasePort = 0);

        var first = await backend.CreateAsync(Request("first"));
        var second = await backend.CreateAsync(Request("second"));

        first.Url!.Port.Should().BePositive().And.NotBe(second.Url!.Port);
        await ShouldBeReachableAsync(first);
        await ShouldBeReachableAsync(second);
        (await NewBackend().DiscoverAsync("first"))!.Url.Should().Be(first.Url);
    }

    [EngineFact]
    public async Task DiscoverAsync_AfterARestart_FindsTheNewPort()
    {
        // The engine chooses another port at every start.
        var backend = NewBackend(options => options.BasePort = 0);
        var sandbox = await backend.CreateAsync(Request("restarted"));
        await DockerCli.RunAsync("restart", "-t", "0", sandbox.ContainerId!);

        var found = await backend.DiscoverAsync("restarted");

        found!.ContainerId.Should().Be(sandbox.ContainerId);
        await ShouldBeReachableAsync(found);
    }

    [EngineFact]
    public async Task CreateAsync_BasePortZeroAndEndsAtOnce_IsExitedEarlyWithItsExitCode()
    {
        var backend = NewBackend(options => options.BasePort = 0);

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Misbehaving("short", "exit")), SandboxErrorCode.ExitedEarly);

        failure.ExitCode.Should().Be(3);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact(Needs = Needs.IPv6)]
    public async Task CreateAsync_IPv6Loopback_IsPublishedThereOnly()
    {
        var backend = NewBackend(options => options.SandboxHost = "::1");

        var sandbox = await backend.CreateAsync(Request("v6"));

        sandbox.Url.Should().Be(new Uri($"http://[::1]:{BasePort}/"));
        await ShouldBeReachableAsync(sandbox);
        (await DockerCli.InspectAsync(sandbox.ContainerId!)).GetProperty("NetworkSettings").GetProperty("Ports").GetProperty("8080/tcp")[0]
            .GetProperty("HostIp").GetString().Should().Be("::1");
        (await NewBackend(options => options.SandboxHost = "[::1]").DiscoverAsync("v6"))!.Url.Should().Be(sandbox.Url);
    }

    [EngineFact(Needs = Needs.IPv6)]
    public async Task CreateAsync_IPv6PortInUse_TakesTheNext()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.IPv6Loopback, BasePort);
        listener.Start();

        var sandbox = await NewBackend(options => options.SandboxHost = "::1").CreateAsync(Request("v6"));

        sandbox.Url!.Port.Should().Be(BasePort + 1);
    }
}
