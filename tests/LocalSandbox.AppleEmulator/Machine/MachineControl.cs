using System.Net.Sockets;
using System.Text;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Machine;

/// <summary>
/// How a command talks to the machine of a container: over a socket rather than by process id, so that no other process can ever be hit,
/// and a machine that has died is known by its refused connection.
/// </summary>
internal static class MachineControl
{
    public const string Kill = "kill";

    /// <summary>Whether the container's machine is there.</summary>
    public static async Task<bool> IsAliveAsync(ContainerRecord record)
    {
        using var socket = await TryConnectAsync(record);
        return socket is not null;
    }

    /// <summary>Ends a machine, at once or after a grace period; returns when it has ended.</summary>
    public static async Task EndAsync(ContainerRecord record, string how)
    {
        using var socket = await TryConnectAsync(record);
        if (socket is null)
        {
            return;
        }

        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(how + "\n"));

            // The answer is the end: the connection breaks with the process.
            while (await socket.ReceiveAsync(new byte[1]) > 0)
            {
            }
        }
        catch (SocketException)
        {
        }
    }

    private static async Task<Socket?> TryConnectAsync(ContainerRecord record)
    {
        if (!File.Exists(record.ControlSocket))
        {
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(record.ControlSocket));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
