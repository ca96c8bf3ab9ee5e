using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

public sealed class CreatePortTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    private FakeEngine Engine => _fixture.Engine;

    [Fact]
    public async Task CreateAsync_PortTakenMeanwhile_RemovesTheLeftoverAndTakesTheNext()
    {
        Engine.RefuseNextPort();

        var sandbox = await _fixture.CreateAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "container inspect", "rm", "run");
        var runs = _fixture.Runner.CommandsOf("run");
        runs.Select(FakeEngine.NameOf).Distinct().Should().Equal("local-sandbox-one");
        runs.Select(FakeEngine.PortOf).Should().OnlyHaveUniqueItems();
        Engine.Containers.Should().ContainSingle().Which.Id.Should().Be(sandbox.ContainerId);
        sandbox.Url!.Port.Should().Be(FakeEngine.PortOf(runs[1]));
        _fixture.Backend.ReservedPortCount.Should().Be(1);
        _fixture.Logged(LogLevel.Warning).Should().ContainSingle().Which.Message.Should()
            .Contain(FakeEngine.PortOf(runs[0]).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task CreateAsync_NinePortsTaken_TakesTheTenth()
    {
        for (var i = 0; i < 9; i++)
        {
            Engine.RefuseNextPort();
        }

        await _fixture.CreateAsync();

        _fixture.Runner.CommandsOf("run").Select(FakeEngine.PortOf).Should().HaveCount(10).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task CreateAsync_TenPortsTaken_NamesThemAndLeavesNothing()
    {
        for (var i = 0; i < 10; i++)
        {
            Engine.RefuseNextPort();
        }

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.PortUnavailable);

        Engine.BusyPorts.Should().HaveCount(10);
        failure.Message.Should().ContainAll(Engine.BusyPorts.Select(port => port.ToString(CultureInfo.InvariantCulture)))
            .And.Contain("127.0.0.1").And.Contain("BasePort");
        failure.IsTransient.Should().BeTrue();
        Engine.Containers.Should().BeEmpty();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_EnginesOwnChoicesTaken_AreTriedAgainTenTimes()
    {
        _fixture.Options.BasePort = 0;
        var refusal = Replies.Of(Captures.Get("docker-29.7.2-rootless", "port-auto-next-occupied"));
        _fixture.Runner.Always("run", refusal);

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.PortUnavailable);

        _fixture.Runner.CommandsOf("run").Should().HaveCount(10);
        failure.Message.Should().Contain("10 times");
    }

    [Fact]
    public async Task CreateAsync_WholeRangeHeld_SaysSoWithoutRunning()
    {
        _fixture.Options.PortRange = 1;
        _fixture.Options.BasePort = 23990;
        await _fixture.CreateAsync("one");

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("two")), SandboxErrorCode.PortUnavailable);

        failure.Message.Should().Contain("23990 to 23990").And.Contain("all of them are in use").And.Contain("PortRange");
        _fixture.Runner.CommandsOf("run").Should().ContainSingle();
    }

    [Fact]
    public async Task CreateAsync_LeftoverOfARival_IsNotRemoved()
    {
        var rival = default(FakeContainer);
        _fixture.Runner.Next("run", (command, _) =>
        {
            rival = Engine.AddSandbox("one");
            return Replies.Of(Captures.Get("docker-29.7.2", "port-foreign-127.0.0.1-publish-loopback"))(command, default);
        });

        var sandbox = await _fixture.CreateAsync();

        _fixture.Runner.CommandsOf("rm").Should().BeEmpty();
        sandbox.ContainerId.Should().Be(rival!.Id);
        sandbox.Url!.Port.Should().Be(8765);
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Theory]
    [InlineData("docker-20.10.24_cli-20.10.24", "port-foreign-127.0.0.1-publish-loopback")]
    [InlineData("docker-20.10.24_cli-28.2.2", "port-other-container-loopback")]
    [InlineData("docker-26.1.5", "port-foreign-0.0.0.0-publish-wildcard.noproxy")]
    [InlineData("docker-29.7.2", "port-taken-by-container-loopback-norm")]
    [InlineData("docker-29.7.2-rootless", "port-foreign-dual-any-publish-loopback")]
    public async Task CreateAsync_PortTakenInAnyVersionsWords_TakesTheNext(string file, string name)
    {
        _fixture.Runner.Next("run", Replies.Of(Captures.Get(file, name)));

        await _fixture.CreateAsync();

        _fixture.Runner.CommandsOf("run").Select(FakeEngine.PortOf).Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task CreateAsync_TwoAtOnce_GetDifferentPorts()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = Replies.After(gate.Task, (command, _) => Task.FromResult(Engine.Run(command)));
        _fixture.Runner.Next("run", held, held);

        var one = _fixture.Backend.CreateAsync(new SandboxRequest("one"));
        var two = _fixture.Backend.CreateAsync(new SandboxRequest("two"));
        await ClockPump.SettleAsync(() => _fixture.Runner.CommandsOf("run").Count == 2);
        gate.SetResult();
        var sandboxes = await Task.WhenAll(one, two).AtOnceAsync();

        sandboxes.Select(sandbox => sandbox.Url!.Port).Should().OnlyHaveUniqueItems();
        _fixture.Backend.ReservedPortCount.Should().Be(2);
    }

    [Fact]
    public async Task CreateAsync_TwentyAtOnce_GetTwentyPorts()
    {
        var creates = Enumerable.Range(0, 20).Select(i => Task.Run(() => _fixture.Backend.CreateAsync(new SandboxRequest($"s{i}"))));

        var sandboxes = await Task.WhenAll(creates).AtOnceAsync();

        sandboxes.Select(sandbox => sandbox.Url!.Port).Should().OnlyHaveUniqueItems();
        _fixture.Runner.CommandsOf("--version").Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(20);
    }

    [Fact]
    public async Task DestroyAsync_ThenCreateAsync_MayTakeTheSamePort()
    {
        _fixture.Options.PortRange = 1;
        _fixture.Options.BasePort = 23991;
        var sandbox = await _fixture.CreateAsync("one");

        await _fixture.Backend.DestroyAsync(sandbox).AtOnceAsync();

        (await _fixture.CreateAsync("two")).Url!.Port.Should().Be(23991);
    }

    [Fact]
    public async Task CreateAsync_WholeRangeHeldBySandboxesThatAreGone_PrunesAndSucceeds()
    {
        _fixture.Options.PortRange = 2;
        _fixture.Options.BasePort = 23993;
        await _fixture.CreateAsync("one");
        var alive = await _fixture.CreateAsync("two");
        Engine.Drop(Engine.Containers[0]);

        var sandbox = await _fixture.CreateAsync("three");

        sandbox.Url!.Port.Should().Be(23993);
        _fixture.Backend.ReservedPortCount.Should().Be(2);
        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "run", "ps", "container inspect", "run");
        (await _fixture.Backend.IsAliveAsync(alive).AtOnceAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task CreateAsync_WholeRangeHeldByLivingSandboxes_ListsOnceAndFails()
    {
        _fixture.Options.PortRange = 1;
        await _fixture.CreateAsync("one");

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("two")), SandboxErrorCode.PortUnavailable);

        _fixture.Runner.CommandsOf("ps").Should().ContainSingle();
    }

    [Fact]
    public async Task CreateAsync_WholeRangeHeldAndTheSandboxIsThere_IsAdopted()
    {
        _fixture.Options.PortRange = 1;
        var sandbox = await _fixture.CreateAsync("one");

        (await _fixture.CreateAsync("one")).ContainerId.Should().Be(sandbox.ContainerId);

        _fixture.Runner.CommandsOf("run").Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Fact]
    public async Task CreateAsync_WholeRangeHeldAndTheSandboxIsDead_IsReplaced()
    {
        _fixture.Options.PortRange = 1;
        var dead = await _fixture.CreateAsync("one");
        Engine.Containers[0].Exit(1);

        var sandbox = await _fixture.CreateAsync("one");

        sandbox.ContainerId.Should().NotBe(dead.ContainerId);
        sandbox.Url.Should().Be(dead.Url);
        Engine.Containers.Should().ContainSingle();
    }

    [Fact]
    public async Task CreateAsync_WholeRangeHeldAndTheNameIsForeign_IsNameTaken()
    {
        _fixture.Options.PortRange = 1;
        await _fixture.CreateAsync("one");
        Engine.Add(new FakeContainer(FakeEngine.NewId(), "local-sandbox-two") { HostPort = 8765 });

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("two")), SandboxErrorCode.NameTaken);
    }

    [Fact]
    public async Task CreateAsync_AnotherBackendDestroyedTheHoldersSandbox_TakesItsPort()
    {
        _fixture.Options.PortRange = 1;
        var sandbox = await _fixture.CreateAsync("one");
        using var other = _fixture.NewBackend();

        await other.DestroyAsync(sandbox).AtOnceAsync();

        (await other.CreateAsync(new SandboxRequest("two")).AtOnceAsync()).Url!.Port.Should().Be(23000);
    }

    [Fact]
    public async Task CreateAsync_ManyThatAreGoneAndNobodyLists_KeepsAFewOfThem()
    {
        _fixture.Options.BasePort = 0;
        for (var i = 0; i < 300; i++)
        {
            await _fixture.Backend.CreateAsync(new SandboxRequest($"s{i}")).AtOnceAsync();
            Engine.Drop(Engine.Containers[0]);
        }

        _fixture.Backend.ReservedPortCount.Should().BeLessThan(150);
        Directory.GetFiles(_fixture.Options.LockFolder!).Should().HaveCountLessThan(150);
        _fixture.Runner.CommandsOf("ps").Should().HaveCount(2);
    }

    [Fact]
    public async Task CreateAsync_ManyKnownAndTheListFails_SucceedsAllTheSame()
    {
        _fixture.Options.BasePort = 0;
        _fixture.Runner.Always("ps", Replies.Fail(1, "Error response from daemon: context deadline exceeded\n"));

        for (var i = 0; i < 140; i++)
        {
            await _fixture.Backend.CreateAsync(new SandboxRequest($"s{i}")).AtOnceAsync();
        }

        _fixture.Runner.CommandsOf("ps").Should().ContainSingle("the engine is not asked again and again");
    }

    [IPv6Fact]
    public async Task CreateAsync_LoopbackNameAndSomebodyOnIPv6Loopback_TakesAnotherPort()
    {
        using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
        listener.Start();
        _fixture.Options.BasePort = ((IPEndPoint)listener.LocalEndpoint).Port;
        _fixture.Options.PortRange = 20;
        _fixture.Options.SandboxHost = "localhost";

        (await _fixture.CreateAsync()).Url!.Port.Should().NotBe(_fixture.Options.BasePort, "'localhost' may lead there");
    }

    [Fact]
    public async Task CreateAsync_PortOfADiscoveredSandbox_IsNotTried()
    {
        _fixture.Options.BasePort = 23992;
        Engine.AddSandbox("other", hostPort: 23992);
        await _fixture.Backend.DiscoverAsync("other").AtOnceAsync();

        await _fixture.CreateAsync();

        _fixture.Runner.CommandsOf("run").Select(FakeEngine.PortOf).Should().NotContain(23992);
    }

    public void Dispose() => _fixture.Dispose();
}
