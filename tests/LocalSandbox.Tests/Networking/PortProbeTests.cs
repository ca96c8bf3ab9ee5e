using System.Net;
using System.Net.Sockets;
using LocalSandbox.Networking;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Networking;

/// <summary>With real listeners, on ports that the system chooses.</summary>
public sealed class PortProbeTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "0.0.0.0", false)]
    [InlineData("0.0.0.0", "127.0.0.1", false)]
    [InlineData("0.0.0.0", "0.0.0.0", false)]
    [InlineData("127.0.0.1", "127.0.0.2", true)]
    public void IsFree_IPv4Listener_IsSeenWhereItIsInTheWay(string listening, string wanted, bool expected)
    {
        // Only Linux has the whole of 127.0.0.0/8.
        if (wanted == "127.0.0.2" && !OperatingSystem.IsLinux())
        {
            return;
        }

        using var listener = Listen(IPAddress.Parse(listening));

        IsFree(wanted, listener).Should().Be(expected);
    }

    [IPv6Fact]
    public void IsFree_IPv6LoopbackListener_IsInTheWayOfIPv6Only()
    {
        using var listener = Listen(IPAddress.IPv6Loopback);

        IsFree("::1", listener).Should().BeFalse();
        IsFree("::", listener).Should().BeFalse();
        IsFree("127.0.0.1", listener).Should().BeTrue();
    }

    [IPv6Fact]
    public void IsFree_DualStackListener_IsInTheWayOfBoth()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();

        IsFree("127.0.0.1", listener).Should().BeFalse();
        IsFree("0.0.0.0", listener).Should().BeFalse();
        IsFree("::1", listener).Should().BeFalse();
    }

    [IPv6Fact]
    public void IsFree_IPv6OnlyWildcardListener_IsNotInTheWayOfIPv4()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = false;
        listener.Start();

        IsFree("127.0.0.1", listener).Should().BeTrue();
        IsFree("::1", listener).Should().BeFalse();
    }

    [IPv6Fact]
    public void IsFree_IPv4Listener_IsNotInTheWayOfIPv6Loopback()
    {
        using var listener = Listen(IPAddress.Loopback);

        IsFree("::1", listener).Should().BeTrue();
    }

    [Fact]
    public void IsFree_ListenerGone_IsFreeAgain()
    {
        var listener = Listen(IPAddress.Loopback);
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        listener.Dispose();

        ShouldSoonBeFree(endPoint);
        ShouldSoonBeFree(endPoint, "a look must not take the port itself");
    }

    [Fact]
    public async Task IsFree_ConnectionsFadingOut_IsFree()
    {
        // Windows has no such port state to tell apart here.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var listener = Listen(IPAddress.Loopback);
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        using var client = new TcpClient();
        await client.ConnectAsync(endPoint);
        (await listener.AcceptTcpClientAsync()).Dispose();
        listener.Dispose();

        ShouldSoonBeFree(endPoint);
    }

    [Fact]
    public void IsFree_AddressOfAnotherMachine_LeavesItToTheEngine() =>
        PortProbe.IsFree(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 8080)).Should().BeTrue();

    /// <summary>Root may bind it, and for anybody else the engine may: it is not in use either way.</summary>
    [Fact]
    public void IsFree_PrivilegedPort_LeavesItToTheEngine() =>
        PortProbe.IsFree(new IPEndPoint(IPAddress.Loopback, 1)).Should().BeTrue();

    [Fact]
    public void IsFree_AddressFamilyThatThisMachineLacks_LeavesItToTheEngine() =>
        PortProbe.IsFree(new OddEndPoint()).Should().BeTrue();

    private static TcpListener Listen(IPAddress address)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return listener;
    }

    /// <summary>
    /// Looks again for a moment: a process that another test is just starting holds a copy of every socket until it has become its program.
    /// A port whose connections fade out would stay so for a minute.
    /// </summary>
    private static void ShouldSoonBeFree(IPEndPoint endPoint, string because = "") =>
        SpinWait.SpinUntil(() => PortProbe.IsFree(endPoint), TimeSpan.FromSeconds(10)).Should().BeTrue(because);

    private static bool IsFree(string address, TcpListener listener) =>
        PortProbe.IsFree(new IPEndPoint(IPAddress.Parse(address), ((IPEndPoint)listener.LocalEndpoint).Port));

    private sealed class OddEndPoint() : IPEndPoint(IPAddress.Loopback, 8080)
    {
        public override AddressFamily AddressFamily => AddressFamily.Irda;
    }
}
