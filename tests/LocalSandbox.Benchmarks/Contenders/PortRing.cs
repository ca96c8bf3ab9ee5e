using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>A block of host ports of one contender's own, below the system's ephemeral ports, handed out in turn.</summary>
internal sealed class PortRing
{
    public const int Size = 100;

    private const int Lowest = 21_000;
    private const int Blocks = 100;

    private static int _next = RandomNumberGenerator.GetInt32(Blocks);

    private int _taken = -1;

    private PortRing(int first) => First = first;

    public int First { get; }

    /// <summary>Gets the port that is taken next.</summary>
    public int Next => First + ((_taken + 1) % Size);

    public static PortRing Find()
    {
        for (var tries = 0; tries < Blocks; tries++)
        {
            var first = Lowest + (Interlocked.Increment(ref _next) % Blocks * Size);
            if (Enumerable.Range(first, Size).All(IsFree))
            {
                return new PortRing(first);
            }
        }

        throw new InvalidOperationException("No block of free ports was found.");
    }

    public int Take() => First + (Interlocked.Increment(ref _taken) % Size);

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
