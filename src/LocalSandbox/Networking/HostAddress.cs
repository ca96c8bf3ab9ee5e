using System.Net;

namespace LocalSandbox.Networking;

/// <summary>Hosts as people write them: a name, an address, an IPv6 address with or without brackets.</summary>
internal static class HostAddress
{
    public static string Unbracket(string host) => host is ['[', .. var inner, ']'] ? inner : host;

    public static bool TryParse(string host, out IPAddress address) => IPAddress.TryParse(Unbracket(host), out address!);

    /// <summary>Makes the address of a sandbox; the builder brackets an IPv6 address.</summary>
    public static Uri ToUrl(string host, int port) => new UriBuilder(Uri.UriSchemeHttp, Unbracket(host), port).Uri;
}
