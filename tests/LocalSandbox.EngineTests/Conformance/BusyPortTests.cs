using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;

namespace LocalSandbox.EngineTests.Conformance;

/// <summary>Ports in use, both where the library's own look sees it and where only the runtime's bind does.</summary>
public sealed class BusyPortTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ForeignProcessListens_TakesTheNextPortAtOnce(string runtime)
    {
        Use(runtime);
        Listen(BasePort);
        var runner = new InterceptingRunner();

        var sandbox = await NewBackend(runner: runner).CreateAsync(Request("next"));

        sandbox.Url!.Port.Should().Be(BasePort + 1);
        runner.Ended.Where(ended => ended.Command.Arguments[0] is "run").Should().NotBeEmpty().And.NotContain(
            ended => HostPort(ended.Command) == BasePort, "the port was seen to be in use before anything was started");
        await ShouldBeReachableAsync(sandbox);
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_AnotherContainerHasThePort_TakesTheNextPortAtOnce(string runtime)
    {
        Use(runtime);
        await Runtime.StartForeignAsync($"{Prefix}-x-foreign", "-p", $"127.0.0.1:{BasePort}:8080");

        var sandbox = await NewBackend().CreateAsync(Request("next"));

        sandbox.Url!.Port.Should().Be(BasePort + 1);
        await ShouldBeReachableAsync(sandbox);
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_PortTakenBetweenLookAndStart_TakesAnotherUnderTheSameName(string runtime)
    {
        Use(runtime);
        var taken = new List<int>();

        var sandbox = await NewBackend(runner: Taking(taken, times: 1)).CreateAsync(Request("moved"));

        taken.Should().Equal(BasePort);
        sandbox.Url!.Port.Should().NotBe(BasePort);
        await ShouldBeReachableAsync(sandbox);
        await ShouldRunAloneAsync("moved");
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_TenPortsTakenInARow_FailsAndNamesThem(string runtime)
    {
        Use(runtime);
        var taken = new List<int>();
        var backend = NewBackend(runner: Taking(taken, times: int.MaxValue));

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Request("unlucky")), SandboxErrorCode.PortUnavailable);

        taken.Should().HaveCount(10).And.OnlyHaveUniqueItems();
        failure.Message.Should().ContainAll(taken.Select(port => port.ToString(CultureInfo.InvariantCulture)));
        failure.IsTransient.Should().BeTrue();
        backend.ReservedPortCount.Should().Be(0);
        (await Runtime.ContainersAsync(Prefix)).Should().BeEmpty();
    }

    /// <summary>Listens on so many of the ports that are tried, just before each is. A port can be tried twice: Podman runs again without an init.</summary>
    private InterceptingRunner Taking(List<int> taken, int times) => new()
    {
        Before = command =>
        {
            if (command.Arguments[0] is "run" && HostPort(command) is var port && taken.Count < times && !taken.Contains(port))
            {
                taken.Add(port);
                Listen(port);
            }

            return Task.FromResult(command);
        },
    };

    private static int HostPort(ProcessCommand run) =>
        int.Parse(run.Arguments[run.Arguments.ToList().IndexOf("-p") + 1].Split(':')[^2], CultureInfo.InvariantCulture);

    private void Listen(int port) => Keep(new TcpListener(IPAddress.Loopback, port)).Start();
}
