using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Tests.Fakes;

/// <summary>A test that needs a port which this user may not bind; skipped, with the reason, for root and where every port may be bound.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrivilegedPortFactAttribute : FactAttribute
{
    public const int Port = 1;

    public PrivilegedPortFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows refuses a port with this error when another program has it to itself.";
            return;
        }

        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, Port);
            listener.Start();
            Skip = $"'{Environment.UserName}' may bind every port.";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            // What the test is about.
        }
        catch (SocketException e)
        {
            Skip = $"Port {Port} cannot be asked for: {e.Message}";
        }
    }
}
