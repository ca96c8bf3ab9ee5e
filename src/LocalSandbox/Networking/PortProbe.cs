using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Networking;

/// <summary>Looks whether an address and port can be bound on this machine.</summary>
internal static class PortProbe
{
    /// <summary>
    /// Binds and lets go. On Unix a port whose connections are only fading out (TIME_WAIT) counts as free, as it does for the engine.
    /// Whatever is not clearly "in use" counts as free too, and the engine decides: the address may be its machine's, not this one's, and
    /// it may bind ports that this user may not.
    /// </summary>
    public static bool IsFree(IPEndPoint endPoint)
    {
        try
        {
            // Even this fails on a machine without IPv6.
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (OperatingSystem.IsWindows())
            {
                // Without it a wildcard bind succeeds beside another program's specific one.
                socket.ExclusiveAddressUse = true;
            }

            socket.Bind(endPoint);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse
            || (e.SocketErrorCode is SocketError.AccessDenied && OperatingSystem.IsWindows()))
        {
            // Windows says "access denied" of a port that another program has to itself; on Unix that is a privileged one.
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
