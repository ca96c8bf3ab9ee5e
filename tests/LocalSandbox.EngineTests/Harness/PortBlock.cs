using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>
/// Host ports of one test's own, so that tests at the same time do not meet, another run on this machine included: below the system's
/// ephemeral ports, from a random place on, and claimed by listening on the port after the last.
/// </summary>
internal sealed class PortBlock : IDisposable
{
    public const int Size = 39;

    private const int Lowest = 20_000;
    private const int Blocks = 300;

    private static int _next = Random.Shared.Next(Blocks);

    private readonly TcpListener _claim;

    private PortBlock(int first, TcpListener claim) => (First, _claim) = (first, claim);

    public int First { get; }

    public static PortBlock Take()
    {
        for (var tries = 0; tries < Blocks; tries++)
        {
            var first = Lowest + (Interlocked.Increment(ref _next) % Blocks * (Size + 1));
            if (TryListen(first + Size) is { } claim)
            {
                if (Enumerable.Range(first, Size).All(IsFree))
                {
                    return new PortBlock(first, claim);
                }

                claim.Dispose();
            }
        }

        throw new InvalidOperationException("No block of free ports was found.");
    }

    public static bool IsFree(int port)
    {
        using var listener = TryListen(port);
        return listener is not null;
    }

    public void Dispose() => _claim.Dispose();

    private static TcpListener? TryListen(int port)
    {
        var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
