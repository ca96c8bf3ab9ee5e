using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>Reads <c>[HOST_IP:]HOST_PORT:CONTAINER_PORT[/tcp|udp]</c>.</summary>
internal static class PublishSettings
{
    public static PublishedRecord Read(string text, CliVersion version)
    {
        var slash = text.IndexOf('/');
        var proto = slash < 0 ? "tcp" : text[(slash + 1)..].ToUpperInvariant() switch
        {
            "TCP" => "tcp",
            "UDP" => "udp",
            _ => throw new CliFailure("invalidArgument", $"invalid publish protocol: {text[(slash + 1)..]}"),
        };
        var ports = slash < 0 ? text : text[..slash];
        var address = "0.0.0.0";
        if (ports.StartsWith('[') && version.IsAtLeast(0, 8))
        {
            var end = ports.IndexOf("]:");
            address = end > 0 && IPAddress.TryParse(ports[1..end], out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
                ? ports[1..end]
                : throw new CliFailure("invalidArgument", $"invalid publish IPv6 address: {text}");
            ports = ports[(end + 2)..];
        }

        var parts = ports.Split(':');
        if (parts is [var given, _, _] && address == "0.0.0.0")
        {
            address = IPAddress.TryParse(given, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetwork
                ? given
                : throw new CliFailure("invalidArgument", $"invalid publish IPv4 address: {text}");
            parts = parts[1..];
        }

        if (parts is not [var host, var container])
        {
            throw new CliFailure("invalidArgument", $"invalid publish value: {text}");
        }

        var (hostFirst, hostCount) = ReadRange(host, "host", version);
        var (containerFirst, containerCount) = ReadRange(container, "container", version);
        return hostCount == containerCount
            ? new PublishedRecord(address, hostFirst, containerFirst, proto, hostCount)
            : throw new CliFailure("invalidArgument", $"publish host and container port counts are not equal: {text}");
    }

    private static (int First, int Count) ReadRange(string text, string side, CliVersion version)
    {
        var invalid = new CliFailure("invalidArgument", version.IsAtLeast(0, 7) ? $"invalid publish {side} port range: {text}" : $"invalid publish {side} port: {text}");
        var ends = version.IsAtLeast(0, 7) ? text.Split('-') : [text];
        var first = ReadPort(ends[0]);
        var last = ends.Length switch
        {
            1 => first,
            2 => ReadPort(ends[1]),
            _ => throw invalid,
        };

        // 0.6.0 took 0, and nobody could learn which port that was.
        return first >= (side == "host" && version.IsAtLeast(0, 7) ? 2 : version.IsAtLeast(0, 7) ? 1 : 0) && last >= first ? (first, last - first + 1) : throw invalid;

        int ReadPort(string digits) => ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : throw invalid;
    }
}
