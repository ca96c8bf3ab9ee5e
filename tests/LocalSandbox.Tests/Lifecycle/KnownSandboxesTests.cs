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
    public void RememberListed_AgainAndAgain_HoldsOnePort()
    {
        for (var i = 0; i < 3; i++)
        {
            Listed("box", "id", 9000);
        }

        _ports.ReservedCount.Should().Be(1);
        _sut.Forget("id");
        _ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    public async Task RememberListed_AnotherPortAfterARestart_HoldsTheNewOneAndKeepsTheLease()
    {
        await UsedAsync("box", "id", 9000);

        Listed("box", "id", 9001);

        using var taken = _ports.TryReserve(System.Net.IPAddress.Loopback, []);
        taken!.Port.Should().Be(9000);
        IsInUse("box").Should().BeTrue();
    }

    [Fact]
    public void RememberListed_RenamedSince_IsKnownOnceUnderTheNewName()
    {
        Listed("old", "id", 9000);

        Listed("new", "id", 9000);

        _ports.ReservedCount.Should().Be(1);
        using (var look = _sut.BeginLook())
        {
            _sut.ForgetName(look, "old");
        }

        _sut.Contains("id").Should().BeTrue();
    }

    [Fact]
    public async Task RememberListed_CreatedSinceTheLookBegan_KeepsItsPortAndLease()
    {
        using var look = _sut.BeginLook();
        await CreatedAsync("box", "id");

        _sut.RememberListed(look, "box", "id", hostPort: null);

        _ports.ReservedCount.Should().Be(1);
        IsInUse("box").Should().BeTrue();
    }

    [Fact]
    public async Task RememberListed_AnotherIsKnownUnderTheName_ReplacesNothing()
    {
        using var look = _sut.BeginLook();
        await CreatedAsync("box", "new");

        _sut.RememberListed(look, "box", "old", 9005);

        _sut.Contains("new").Should().BeTrue();
        _sut.Contains("old").Should().BeFalse();
        _ports.ReservedCount.Should().Be(1);
        IsInUse("box").Should().BeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RememberListed_ForgottenSinceTheLookBegan_StaysForgotten(bool wasKnown)
    {
        if (wasKnown)
        {
            Listed("box", "id", 9000);
        }

        using var look = _sut.BeginLook();
        _sut.Forget("id");

        _sut.RememberListed(look, "box", "id", 9000);

        _sut.Contains("id").Should().BeFalse();
        _ports.ReservedCount.Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RememberListed_ProvenAbsentByALaterLook_StaysForgotten(bool byName)
    {
        Listed("box", "id", 9000);
        using var look = _sut.BeginLook();
        using (var later = _sut.BeginLook())
        {
            if (byName)
            {
                _sut.ForgetName(later, "box");
            }
            else
            {
                _sut.ForgetAbsent(later, []);
            }
        }

        _sut.RememberListed(look, "box", "id", 9000);

        _ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    public async Task RememberUsed_FirstOnlyListed_TakesTheLease()
    {
        Listed("box", "id", 9000);

        await UsedAsync("box", "id", 9000);

        IsInUse("box").Should().BeTrue();
        _ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public async Task RememberUsed_AnotherWasKnownUnderTheNameBefore_TakesItsPlace()
    {
        await UsedAsync("box", "old", 9000);

        await UsedAsync("box", "new", 9001);

        _sut.Contains("old").Should().BeFalse();
        _ports.ReservedCount.Should().Be(1);
        _sut.Forget("new");
        IsInUse("box").Should().BeFalse();
    }

    [Fact]
    public async Task RememberUsed_AnotherCreatedSinceTheLookBegan_KeepsThatInUse()
    {
        using var look = _sut.BeginLook();
        await CreatedAsync("box", "new");

        _sut.RememberUsed(look, "box", "old", 9005, await Leases.ShareAsync("box", TimeSpan.Zero, default));
        _sut.Forget("old");

        _sut.Contains("new").Should().BeTrue();
        IsInUse("box").Should().BeTrue();
    }

    [Fact]
    public async Task RememberUsed_ForgottenSinceTheLookBegan_LetsGoOfTheLease()
    {
        using var look = _sut.BeginLook();
        _sut.Forget("id");

        _sut.RememberUsed(look, "box", "id", 9000, await Leases.ShareAsync("box", TimeSpan.Zero, default));

        _sut.Contains("id").Should().BeFalse();
        _ports.ReservedCount.Should().Be(0);
        IsInUse("box").Should().BeFalse();
    }

    [Fact]
    public async Task RememberCreated_ListedWhileItStarted_HoldsItsPortOnce()
    {
        using var look = _sut.BeginLook();
        var port = _ports.TryReserve(System.Net.IPAddress.Loopback, [])!;
        Listed("box", "id", port.Port);

        _sut.RememberCreated(look, "box", "id", port, await Leases.ShareAsync("box", TimeSpan.Zero, default));
        _sut.Forget("id");

        _ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    public async Task RememberCreated_AnotherWasKnownUnderTheName_TakesItsPlace()
    {
        await UsedAsync("box", "old", 9005);

        await CreatedAsync("box", "new");

        _sut.Contains("old").Should().BeFalse();
        _ports.ReservedCount.Should().Be(1);
        IsInUse("box").Should().BeTrue();
    }

    [Fact]
    public async Task RememberCreated_RemovedMeanwhile_HoldsNothing()
    {
        using var look = _sut.BeginLook();
        _sut.Forget("id");

        _sut.RememberCreated(look, "box", "id", _ports.Hold(9000), await Leases.ShareAsync("box", TimeSpan.Zero, default));

        _ports.ReservedCount.Should().Be(0);
        IsInUse("box").Should().BeFalse();
    }

    [Fact]
    public void Forget_AnotherOfTheSameName_StaysKnown()
    {
        Listed("box", "new", 9000);

        _sut.Forget("old");

        _sut.Contains("new").Should().BeTrue();
        _ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public void ForgetAbsent_KnownSinceTheLookBegan_StaysKnown()
    {
        Listed("one", "1", 9000);
        Listed("two", "2", 9001);
        using var look = _sut.BeginLook();
        Listed("three", "3", 9002);

        _sut.ForgetAbsent(look, ["2"]);

        _sut.Contains("1").Should().BeFalse();
        _sut.Contains("2").Should().BeTrue();
        _sut.Contains("3").Should().BeTrue();
        _ports.ReservedCount.Should().Be(2);
    }

    [Fact]
    public void ForgetName_KnownSinceTheLookBegan_StaysKnown()
    {
        using var look = _sut.BeginLook();
        Listed("box", "id", 9000);

        _sut.ForgetName(look, "box");

        _sut.Contains("id").Should().BeTrue();
    }

    [Fact]
    public void IsRollCallDue_ManyAlive_IsDueAgainOnlyWhenTheyHaveDoubled()
    {
        var calls = 0;
        for (var i = 0; i < 1000; i++)
        {
            if (_sut.IsRollCallDue())
            {
                calls++;
                using var look = _sut.BeginLook();
                _sut.ForgetAbsent(look, Enumerable.Range(0, i).Select(known => $"id-{known}"));
            }

            Listed($"box-{i}", $"id-{i}", 9000 + i);
        }

        calls.Should().Be(3);
        _ports.ReservedCount.Should().Be(1000);
    }

    [Fact]
    public async Task Disuse_DeadButThere_EndsTheLeaseAndKeepsThePort()
    {
        await UsedAsync("box", "id", 9000);

        _sut.Disuse("id");

        IsInUse("box").Should().BeFalse();
        _ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public async Task Dispose_PortsAndLeases_AreAllLetGo()
    {
        await UsedAsync("one", "1", 9000);
        Listed("two", "2", 9001);

        _sut.Dispose();

        _ports.ReservedCount.Should().Be(0);
        IsInUse("one").Should().BeFalse();
    }

    private void Listed(string name, string containerId, int hostPort)
    {
        using var look = _sut.BeginLook();
        _sut.RememberListed(look, name, containerId, hostPort);
    }

    private async Task UsedAsync(string name, string containerId, int hostPort)
    {
        using var look = _sut.BeginLook();
        _sut.RememberUsed(look, name, containerId, hostPort, await Leases.ShareAsync(name, TimeSpan.Zero, default));
    }

    private async Task CreatedAsync(string name, string containerId)
    {
        using var look = _sut.BeginLook();
        var port = _ports.TryReserve(System.Net.IPAddress.Loopback, [])!;
        _sut.RememberCreated(look, name, containerId, port, await Leases.ShareAsync(name, TimeSpan.Zero, default));
    }

    private bool IsInUse(string name)
    {
        using var alone = Leases.TryTakeAlone(name);
        return alone is null;
    }
}
