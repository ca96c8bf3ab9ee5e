using LocalSandbox.Leases;
using LocalSandbox.Lifecycle;
using LocalSandbox.Networking;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Lifecycle;

public sealed class KnownSandboxesTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly PortAllocator _ports = new(9000, 10, _ => true, _ => 0, _ => Stream.Null, []);
    private readonly KnownSandboxes _sut;

    public KnownSandboxesTests() => _sut = new KnownSandboxes(_ports);

    private LeaseFolder Leases => new(_temporary["locks"], TimeProvider.System);

    public void Dispose()
    {
        _sut.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void Remember_AgainAndAgain_HoldsOnePort()
    {
        for (var i = 0; i < 3; i++)
        {
            _sut.Remember("box", "id", 9000, lease: null);
        }

        _ports.ReservedCount.Should().Be(1);
        _sut.Forget("box", "id");
        _ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    public async Task Remember_AnotherPortAfterARestart_HoldsTheNewOneAndKeepsTheLease()
    {
        _sut.Remember("box", "id", 9000, await Leases.ShareAsync("box", TimeSpan.Zero, default));

        _sut.Remember("box", "id", 9001, lease: null);

        using var taken = _ports.TryReserve(System.Net.IPAddress.Loopback, []);
        taken!.Port.Should().Be(9000);
        Leases.TryTakeAlone("box").Should().BeNull();
    }

    [Fact]
    public async Task Remember_FirstOnlyListedThenUsed_TakesTheLease()
    {
        _sut.Remember("box", "id", 9000, lease: null);

        _sut.Remember("box", "id", 9000, await Leases.ShareAsync("box", TimeSpan.Zero, default));

        Leases.TryTakeAlone("box").Should().BeNull();
        _ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public void Forget_AnotherGeneration_StaysKnown()
    {
        _sut.Remember("box", "new", 9000, lease: null);

        _sut.Forget("box", "old");

        _sut.Contains("new").Should().BeTrue();
        _ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public async Task Disuse_DeadButThere_EndsTheLeaseAndKeepsThePort()
    {
        _sut.Remember("box", "id", 9000, await Leases.ShareAsync("box", TimeSpan.Zero, default));

        _sut.Disuse("box", "id");

        using var alone = Leases.TryTakeAlone("box");
        alone.Should().NotBeNull();
        _ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public async Task Dispose_PortsAndLeases_AreAllLetGo()
    {
        _sut.Remember("one", "1", 9000, await Leases.ShareAsync("one", TimeSpan.Zero, default));
        _sut.Remember("two", "2", 9001, lease: null);

        _sut.Dispose();

        _ports.ReservedCount.Should().Be(0);
        using var alone = Leases.TryTakeAlone("one");
        alone.Should().NotBeNull();
    }
}
