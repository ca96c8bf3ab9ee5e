using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Machine;

/// <summary>
/// A published port: it accepts on the host from the moment the machine has booted, and resets a connection as long as nothing listens inside.
/// </summary>
internal sealed class Forwarder : IDisposable
{
    private const int LongestRequest = 64 * 1024;

    private readonly Socket _socket;
    private readonly int _containerPort;

    private Forwarder(Socket socket, int containerPort)
    {
        _socket = socket;
        _containerPort = containerPort;
    }

    /// <summary>Binds every port that is published.</summary>
    /// <exception cref="SocketException">One is in use.</exception>
    public static IReadOnlyList<Forwarder> Bind(IEnumerable<PublishedRecord> ports)
    {
        var bound = new List<Forwarder>();
        try
        {
            foreach (var port in ports.Where(port => port.Proto == "tcp"))
            {
                for (var i = 0; i < port.Count; i++)
                {
                    var address = IPAddress.Parse(port.HostAddress);
                    var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    bound.Add(new Forwarder(socket, port.ContainerPort + i));
                    socket.Bind(new IPEndPoint(address, port.HostPort + i));
                    socket.Listen(64);
                }
            }

            return bound;
        }
        catch
        {
            bound.ForEach(forwarder => forwarder.Dispose());
            throw;
        }
    }

    public async Task ServeAsync(SandboxProgram program)
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = await _socket.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = AnswerAsync(connection, program);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task AnswerAsync(Socket connection, SandboxProgram program)
    {
        using (connection)
        {
            try
            {
                if (!program.ListensOn(_containerPort))
                {
                    connection.LingerState = new LingerOption(true, 0);
                    return;
                }

                if (await ReadPathAsync(connection) is { } path)
                {
                    var file = program.Answer(path);
                    await connection.SendAsync(file.Head);
                    await connection.SendAsync(file.Content);
                    connection.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // Whoever asked has gone.
            }
        }
    }

    private static async Task<string?> ReadPathAsync(Socket connection)
    {
        var buffer = new byte[LongestRequest];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await connection.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0)
            {
                return null;
            }

            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            if (text.Contains("\r\n\r\n"))
            {
                return text.Split(' ') is [_, var target, ..] ? target.Split('?')[0] : null;
            }
        }

        return null;
    }
}
