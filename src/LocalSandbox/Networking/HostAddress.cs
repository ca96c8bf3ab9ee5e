using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Networking;

/// <summary>Hosts as people write them: a name, an address, an IPv6 address with or without brackets.</summary>
internal static class HostAddress
{
    public static string Unbracket(string host) => host is ['[', .. var inner, ']'] ? inner : host;

    public static bool TryParse(string host, out IPAddress address) => IPAddress.TryParse(Unbracket(host), out address!);

    /// <summary>Makes the address of a sandbox; an IPv6 address is bracketed.</summary>
    public static Uri ToUrl(string host, int port) => new UriBuilder(Uri.UriSchemeHttp, Bracket(Unbracket(host)), port).Uri;

    private static string Bracket(string host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{host}]" : host;
}
