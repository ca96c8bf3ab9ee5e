using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Networking;

/// <summary>The address that sandboxes' ports are published on.</summary>
/// <param name="Address">The address.</param>
/// <param name="IsWideByDefault">Whether every interface is meant although nobody asked for that in so many words.</param>
internal sealed record BindAddress(IPAddress Address, bool IsWideByDefault)
{
    public static BindAddress For(LocalSandboxOptions options)
    {
        if (options.BindAddress is { } explicitAddress)
        {
            return HostAddress.TryParse(explicitAddress, out var bind)
                ? new BindAddress(bind, false)
                : throw new ArgumentException($"'{explicitAddress}' is not an IP address.", nameof(options));
        }

        if (HostAddress.TryParse(options.SandboxHost, out var host))
        {
            var any = host.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            return IPAddress.IsLoopback(host) ? new BindAddress(host, false) : new BindAddress(any, true);
        }

        // A host that runs in a container itself reaches sandboxes through the machine's own address, not through loopback.
        return LocalHosts.IsLoopbackName(options.SandboxHost)
            ? new BindAddress(IPAddress.Loopback, false)
            : new BindAddress(IPAddress.Any, true);
    }
}
