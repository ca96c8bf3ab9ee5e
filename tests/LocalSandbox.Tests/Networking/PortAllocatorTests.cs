using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CsCheck;
using LocalSandbox.Networking;

namespace LocalSandbox.Tests.Networking;

public sealed class PortAllocatorTests
{
    [Fact]
    public void TryReserve_Nothing_HandsOutTheFirst()
    {
        var ports = New(8080, 3);

        using var reservation = ports.TryReserve(IPAddress.Loopback, []);

        reservation!.Port.Should().Be(8080);
        ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public void TryReserve_InUse_TakesTheNextAndAsksForTheBoundAddress()
    {
        var asked = new List<IPEndPoint>();
        var ports = New(8080, 3, endPoint =>
        {
            asked.Add(endPoint);
            return endPoint.Port == 8081;
        });

        ports.TryReserve(IPAddress.IPv6Loopback, [])!.Port.Should().Be(8081);

        asked.Should().Equal(new IPEndPoint(IPAddress.IPv6Loopback, 8080), new IPEndPoint(IPAddress.IPv6Loopback, 8081));
        ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public void TryReserve_AllHeldOrInUse_IsNullAndHoldsNothingMore()
    {
        var ports = New(8080, 2, endPoint => endPoint.Port != 8081);
        using var held = ports.TryReserve(IPAddress.Loopback, []);

        ports.TryReserve(IPAddress.Loopback, []).Should().BeNull();

        ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public void TryReserve_Refused_StartsElsewhereAndWrapsAround()
    {
        var ports = New(8080, 5, pickStart: _ => 3);

        using var reservation = ports.TryReserve(IPAddress.Loopback, [8080]);
        using var second = ports.TryReserve(IPAddress.Loopback, [8080, 8084]);
        using var third = ports.TryReserve(IPAddress.Loopback, [8080]);

        reservation!.Port.Should().Be(8083);
        second!.Port.Should().Be(8081);
        third!.Port.Should().Be(8084);
    }

    [Fact]
    public void TryReserve_EveryPortRefused_IsNull() =>
        New(8080, 2).TryReserve(IPAddress.Loopback, [8080, 8081]).Should().BeNull();

    [Fact]
    public void Dispose_Twice_ReleasesOnce()
    {
        var ports = New(8080, 1);
        var first = ports.TryReserve(IPAddress.Loopback, [])!;
        first.Dispose();
        using var second = ports.TryReserve(IPAddress.Loopback, []);

        first.Dispose();

        ports.ReservedCount.Should().Be(1);
        ports.TryReserve(IPAddress.Loopback, []).Should().BeNull();
    }

    [Fact]
    public void Hold_Several_ReleasesWithTheLast()
    {
        var ports = New(8080, 1);
        var first = ports.Hold(8080);
        var second = ports.Hold(8080);

        first.Dispose();
        ports.TryReserve(IPAddress.Loopback, []).Should().BeNull();
        second.Dispose();

        ports.ReservedCount.Should().Be(0);
        ports.TryReserve(IPAddress.Loopback, []).Should().NotBeNull();
    }

    [Fact]
    public void Hold_OutsideTheRange_IsCounted()
    {
        var ports = New(8080, 1);

        using var held = ports.Hold(50000);

        ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public async Task TryReserve_32Threads_NeverHandOutOneTwice()
    {
        var ports = New(8080, 64);
        var held = new ConcurrentDictionary<int, byte>();
        var twice = 0;

        await Task.WhenAll(Enumerable.Range(0, 32).Select(seed => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var reservation = ports.TryReserve(IPAddress.Loopback, i % 2 == 0 ? [] : [8080 + (seed % 64)])!;
                if (!held.TryAdd(reservation.Port, 0))
                {
                    Interlocked.Increment(ref twice);
                }

                held.TryRemove(reservation.Port, out _);
            }
        })));

        twice.Should().Be(0);
        ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void TryReserve_AnyOrderOfReservingAndReleasing_HoldsExactlyWhatIsNotReleased() =>
        Gen.Int[-1, 7].Array[0, 40].Sample(steps =>
        {
            var ports = New(9000, 8);
            var held = new List<PortReservation>();
            foreach (var step in steps)
            {
                if (step < 0 || step >= held.Count)
                {
                    if (ports.TryReserve(IPAddress.Loopback, []) is { } reservation)
                    {
                        held.Add(reservation);
                    }
                }
                else
                {
                    held[step].Dispose();
                    held.RemoveAt(step);
                }
            }

            return held.Select(one => one.Port).Distinct().Count() == held.Count && ports.ReservedCount == held.Count
                && held.TrueForAll(one => one.Port is >= 9000 and < 9008);
        });

    [Fact]
    public void TryReserve_AnotherProcessClaimsThePort_TakesTheNextOne()
    {
        using var claimed = new MemoryStream();
        var ports = New(9000, 3, claim: port => port == 9000 ? null : claimed);

        using var reservation = ports.TryReserve(IPAddress.Loopback, []);

        reservation!.Port.Should().Be(9001);
        ports.ReservedCount.Should().Be(1);
    }

    [Fact]
    public void TryReserve_ClaimedButInUse_LetsGoOfTheClaim()
    {
        var claims = new HashSet<int>();
        var ports = New(9000, 2, isFree: endPoint => endPoint.Port != 9000, claim: port => Claim(claims, port));

        var reservation = ports.TryReserve(IPAddress.Loopback, []);

        claims.Should().Equal(9001);
        reservation!.Dispose();
        claims.Should().BeEmpty();
    }

    [Fact]
    public void TryReserve_ClaimThrows_HoldsNothing()
    {
        var ports = New(9000, 2, claim: _ => throw new IOException("no space left"));

        FluentActions.Invoking(() => ports.TryReserve(IPAddress.Loopback, [])).Should().Throw<IOException>();

        ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    public void TryReserve_LookThrows_HoldsAndClaimsNothing()
    {
        var claims = new HashSet<int>();
        var ports = New(9000, 2, isFree: _ => throw new IOException("too many open files"), claim: port => Claim(claims, port));

        FluentActions.Invoking(() => ports.TryReserve(IPAddress.Loopback, [])).Should().Throw<IOException>();

        claims.Should().BeEmpty();
        ports.ReservedCount.Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryReserve_EndOfTheClaimThrows_HoldsNothing(bool isFree)
    {
        var ports = New(9000, 1, isFree: _ => isFree, claim: port => new PortReservation(port, () => throw new IOException("disk is gone")));

        FluentActions.Invoking(() => ports.TryReserve(IPAddress.Loopback, [])!.Dispose()).Should().Throw<IOException>();

        ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    public void EndClaim_SandboxRuns_LetsGoOfTheClaimOnly()
    {
        var claims = new HashSet<int>();
        var ports = New(9000, 1, claim: port => Claim(claims, port));
        var reservation = ports.TryReserve(IPAddress.Loopback, [])!;

        reservation.EndClaim();

        claims.Should().BeEmpty();
        ports.TryReserve(IPAddress.Loopback, []).Should().BeNull();
        reservation.Dispose();
        ports.ReservedCount.Should().Be(0);
    }

    [Fact]
    public void TryReserve_NameThatLeadsToBothLoopbacks_AsksForBoth()
    {
        var asked = new List<IPEndPoint>();
        var ports = New(
            8080,
            3,
            endPoint =>
            {
                asked.Add(endPoint);
                return endPoint is not { Port: 8080, AddressFamily: AddressFamily.InterNetworkV6 };
            },
            alsoAsked: LocalHosts.LoopbackAddresses("localhost"));

        ports.TryReserve(IPAddress.Loopback, [])!.Port.Should().Be(8081);

        asked.Should().Equal(
            new IPEndPoint(IPAddress.Loopback, 8080),
            new IPEndPoint(IPAddress.IPv6Loopback, 8080),
            new IPEndPoint(IPAddress.Loopback, 8081),
            new IPEndPoint(IPAddress.IPv6Loopback, 8081));
    }

    private static PortReservation Claim(HashSet<int> claims, int port)
    {
        claims.Add(port).Should().BeTrue();
        return new PortReservation(port, () => claims.Remove(port));
    }

    private static PortAllocator New(
        int first,
        int count,
        Func<IPEndPoint, bool>? isFree = null,
        Func<int, int>? pickStart = null,
        Func<int, IDisposable?>? claim = null,
        IReadOnlyList<IPAddress>? alsoAsked = null) =>
        new(first, count, isFree ?? (_ => true), pickStart ?? (_ => 0), claim ?? (_ => Stream.Null), alsoAsked ?? []);
}
