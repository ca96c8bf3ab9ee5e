using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalSandbox.Benchmarks.Measuring;

/// <summary>
/// Finds the moment an endpoint first answers 200, from a thread and sockets of its own: every millisecond a new connection, none of the
/// contenders' code. It costs every contender the same, and is used for nothing but this moment.
/// </summary>
internal sealed class Prober
{
    private static readonly byte[] Question = Encoding.ASCII.GetBytes("GET /v1/sandbox HTTP/1.0\r\n\r\n");

    /// <summary>Until the container's network is up, the engine's proxy accepts a connection and then says nothing.</summary>
    private const int PatienceMilliseconds = 50;

    private readonly IPEndPoint _endPoint;
    private readonly Thread _thread;
    private volatile bool _stopped;

    private Prober(int port)
    {
        _endPoint = new IPEndPoint(IPAddress.Loopback, port);
        _thread = new Thread(Probe) { IsBackground = true };
    }

    /// <summary>Gets the timestamp of the first answer; null while there was none.</summary>
    public long? FirstAnswer { get; private set; }

    public static Prober Start(int port)
    {
        var prober = new Prober(port);
        prober._thread.Start();
        return prober;
    }

    /// <summary>Ends the search, and returns when the thread has ended.</summary>
    public void Stop()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Probe()
    {
        var answer = new byte[64];
        while (!_stopped)
        {
            if (Answers(answer))
            {
                FirstAnswer = Stopwatch.GetTimestamp();
                return;
            }

            Thread.Sleep(1);
        }
    }

    private bool Answers(byte[] answer)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = PatienceMilliseconds };
            socket.Connect(_endPoint);
            socket.Send(Question);
            var read = socket.Receive(answer);
            return Encoding.ASCII.GetString(answer, 0, read).Contains(" 200 ", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
