using System.Net;
using LocalSandbox.Networking;

namespace LocalSandbox.Health;

/// <summary>
/// The system's proxy, but never for a host on this machine or network: a proxy answers 502 for a sandbox it cannot reach, and the variable
/// that should except such hosts is forgotten more often than set.
/// </summary>
internal sealed class LocalBypassProxy(IWebProxy system) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => system.Credentials;
        set => system.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : system.GetProxy(destination);

    public bool IsBypassed(Uri host) => LocalHosts.Contains(host.Host) || system.IsBypassed(host);
}
