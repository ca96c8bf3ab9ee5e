using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalSandbox.EngineTests.Faults.Suite;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;

namespace LocalSandbox.EngineTests.Faults;

/// <summary>Somebody takes the port between the library's look and the engine's bind.</summary>
public sealed class StolenPortTests(FaultSuite suite) : FaultTest(suite)
{
    private const int FullTries = 100;
    private const int MostPorts = 10;

    private static readonly string[] Thieves = ["container", "127.0.0.1", "0.0.0.0", "::"];

    private readonly List<IDisposable> _listeners = [];

    [EngineFact]
    public async Task CreateAsync_PortTakenAfterTheLook_TakesAnotherUnderTheSameName()
    {
        var row = Begin(4, "port taken between look and bind, by a container or by a process on 127.0.0.1, 0.0.0.0, ::", "call of create to its return");
        await TryAsync(row, FullTries, async i =>
        {
            var runner = Stealing(times: 1, Thieves[i % Thieves.Length]);
            using var backend = NewBackend(runner: runner);
            var watch = Stopwatch.StartNew();
            var sandbox = await backend.CreateAsync(Request($"try-{i}"));
            row.Recovered(watch.Elapsed);

            runner.Verbs.Count(verb => verb is "run").Should().Be(2);
            sandbox.ContainerName.Should().Be($"{Prefix}-try-{i}");
            sandbox.Url!.Port.Should().NotBe(BasePort);
            await ShouldBeReachableAsync(sandbox);
            (await ContainersAsync()).Should().Equal($"{Prefix}-try-{i} running");
            backend.ReservedPortCount.Should().Be(1);

            await backend.DestroyAsync(sandbox);
            backend.ReservedPortCount.Should().Be(0);
            await GiveBackAsync();
        }, variants: Thieves.Length);

        await EndAsync(row);
    }

    [EngineFact]
    public async Task CreateAsync_TenPortsTakenAfterTheLook_FailsAndNamesThem()
    {
        var row = Begin(4, "ten ports in a row taken between look and bind", "call of create to its error");
        await TryAsync(row, FullTries / MostPorts, async i =>
        {
            var runner = Stealing(times: int.MaxValue, Thieves[1 + (i % 3)]);
            using var backend = NewBackend(runner: runner);
            var watch = Stopwatch.StartNew();
            var failure = await ShouldFailAsync(() => backend.CreateAsync(Request($"try-{i}")), SandboxErrorCode.PortUnavailable);
            row.Recovered(watch.Elapsed);

            var ports = runner.Ended.Where(ended => ended.Command.Arguments[0] is "run").Select(ended => HostPort(ended.Command)).ToList();
            ports.Should().HaveCount(MostPorts).And.OnlyHaveUniqueItems();
            ports.Should().OnlyContain(port => failure.Message.Contains(port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            backend.ReservedPortCount.Should().Be(0);
            await ShouldHaveLeftNothingAsync();
            await GiveBackAsync();
        });

        await EndAsync(row);
    }

    private InterceptingRunner Stealing(int times, string thief) => new()
    {
        Before = async command =>
        {
            if (command.Arguments[0] is "run" && times-- > 0)
            {
                await StealAsync(thief, HostPort(command));
            }

            return command;
        },
    };

    private async Task StealAsync(string thief, int port)
    {
        if (thief is "container")
        {
            await StartForeignAsync("-p", $"127.0.0.1:{port}:8080");
            return;
        }

        var listener = new TcpListener(IPAddress.Parse(thief), port);
        if (thief is "::")
        {
            listener.Server.DualMode = true;
        }

        listener.Start();
        _listeners.Add(listener);
    }

    private async Task GiveBackAsync()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _listeners.Clear();
        await DockerCli.RemoveAllAsync(DockerCli.OwnerLabel, Prefix);
    }

    private static int HostPort(ProcessCommand run)
    {
        var published = run.Arguments[run.Arguments.ToList().IndexOf("-p") + 1];
        return int.Parse(published.Split(':')[^2], CultureInfo.InvariantCulture);
    }
}
