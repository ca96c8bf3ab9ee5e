using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Networking;

/// <summary>Tells hosts on this machine or network from those that a proxy may lead to.</summary>
internal static class LocalHosts
{
    /// <summary>Whether a host is loopback, private, link-local, a single label, or ends with <c>.internal</c>.</summary>
    public static bool Contains(string host)
    {
        if (HostAddress.TryParse(host, out var address))
        {
            return IPAddress.IsLoopback(address) || IsPrivate(address);
        }

        var name = host.TrimEnd('.');
        return !name.Contains('.', StringComparison.Ordinal)
            || name.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
            || IsLoopbackName(name);
    }

    /// <summary>Whether a name means this machine's loopback, as RFC 6761 reserves it.</summary>
    public static bool IsLoopbackName(string host)
    {
        var name = host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Gets the addresses that a loopback name may lead to; none for any other host. A system that asks for IPv6 first goes to ::1 when
    /// anybody listens there, although the sandbox is published on 127.0.0.1.
    /// </summary>
    public static IReadOnlyList<IPAddress> LoopbackAddresses(string host) =>
        IsLoopbackName(host) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [];

    private static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        }

        return address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..] or [127, ..];
    }
}
