using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;

namespace LocalSandbox.EngineTests;

/// <summary>Ports in use, both where the library's own look sees it and where only the engine's bind does.</summary>
public sealed class BusyPortTests : EngineTest
{
    [EngineTheory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task CreateAsync_ForeignProcessListens_TakesTheNextPortAtOnce(string address)
    {
        Listen(address, BasePort);
        var runner = new InterceptingRunner();

        var sandbox = await NewBackend(runner: runner).CreateAsync(Request("next"));

        sandbox.Url!.Port.Should().Be(BasePort + 1);
        runner.Verbs.Count(verb => verb is "run").Should().Be(1, "the port was seen to be in use before anything was started");
        await ShouldBeReachableAsync(sandbox);
    }

    [EngineFact(Needs = Needs.IPv6)]
    public async Task CreateAsync_ForeignProcessListensOnIPv6Only_IsNoConflict()
    {
        Listen("::1", BasePort);

        var sandbox = await NewBackend().CreateAsync(Request("other-family"));

        sandbox.Url!.Port.Should().Be(BasePort);
        await ShouldBeReachableAsync(sandbox);
    }

    [EngineTheory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task CreateAsync_ForeignProcessTakesThePortAfterTheLook_TakesAnotherUnderTheSameName(string address)
    {
        var runner = BeforeRuns(1, port =>
        {
            Listen(address, port);
            return Task.CompletedTask;
        });

        await ShouldSucceedAtTheSecondRunAsync(runner);
    }

    [EngineFact]
    public async Task CreateAsync_AnotherContainerTakesThePortAfterTheLook_TakesAnotherUnderTheSameName() =>
        await ShouldSucceedAtTheSecondRunAsync(BeforeRuns(1, port => StartForeignAsync("-p", $"127.0.0.1:{port}:8080")));

    [EngineFact]
    public async Task CreateAsync_PortTakenAfterTheLookWithAutoRemove_TakesAnotherUnderTheSameName() =>
        await ShouldSucceedAtTheSecondRunAsync(
            BeforeRuns(1, port => StartForeignAsync("-p", $"127.0.0.1:{port}:8080")), options => options.AutoRemove = true);

    [EngineFact]
    public async Task CreateAsync_EveryPortOfTheRangeSeenInUse_FailsWithoutStartingAnything()
    {
        Listen("127.0.0.1", BasePort);
        Listen("0.0.0.0", BasePort + 1);
        var runner = new InterceptingRunner();

        var failure = await ShouldFailAsync(
            () => NewBackend(options => options.PortRange = 2, runner).CreateAsync(Request("full")), SandboxErrorCode.PortUnavailable);

        failure.Message.Should().Contain($"{BasePort} to {BasePort + 1}");
        runner.Verbs.Should().NotContain("run");
    }

    [EngineFact]
    public async Task CreateAsync_AfterEveryPortWasTaken_ThePortsAreHandedOutAgain()
    {
        var listeners = new List<TcpListener>();
        var runner = BeforeRuns(2, port =>
        {
            listeners.Add(Listen("127.0.0.1", port));
            return Task.CompletedTask;
        });
        var backend = NewBackend(options => options.PortRange = 2, runner);
        await ShouldFailAsync(() => backend.CreateAsync(Request("later")), SandboxErrorCode.PortUnavailable);

        listeners.ForEach(listener => listener.Dispose());
        var sandbox = await backend.CreateAsync(Request("later"));

        await ShouldBeReachableAsync(sandbox);
    }

    private async Task ShouldSucceedAtTheSecondRunAsync(InterceptingRunner runner, Action<LocalSandboxOptions>? change = null)
    {
        var sandbox = await NewBackend(change, runner).CreateAsync(Request("stolen"));

        runner.Verbs.Count(verb => verb is "run").Should().Be(2);
        sandbox.ContainerName.Should().Be($"{Prefix}-stolen");
        sandbox.Url!.Port.Should().NotBe(BasePort);
        await ShouldBeReachableAsync(sandbox);
        (await ContainersAsync()).Should().Equal($"{Prefix}-stolen running");
    }

    private static InterceptingRunner BeforeRuns(int times, Func<int, Task> takePort) => new()
    {
        Before = async command =>
        {
            if (command.Arguments[0] is "run" && times-- > 0)
            {
                await takePort(HostPort(command));
            }

            return command;
        },
    };

    private static int HostPort(ProcessCommand run)
    {
        var published = run.Arguments[run.Arguments.ToList().IndexOf("-p") + 1];
        return int.Parse(published.Split(':')[^2], CultureInfo.InvariantCulture);
    }

    private TcpListener Listen(string address, int port)
    {
        var listener = Keep(new TcpListener(IPAddress.Parse(address), port));
        if (listener.LocalEndpoint.AddressFamily is AddressFamily.InterNetworkV6 && address is "::")
        {
            listener.Server.DualMode = true;
        }

        listener.Start();
        return listener;
    }
}
