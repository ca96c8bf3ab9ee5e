using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Tests.Fakes;

/// <summary>A test that needs an IPv6 loopback address; skipped, with the reason, on a machine without.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IPv6FactAttribute : FactAttribute
{
    public IPv6FactAttribute()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.IPv6Loopback, 0);
            listener.Start();
        }
        catch (SocketException e)
        {
            Skip = $"This machine has no IPv6 loopback: {e.Message}";
        }
    }
}
