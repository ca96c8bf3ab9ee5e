using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>
/// Host ports of one test's own, so that tests at the same time do not meet: below the system's ephemeral ports, from a random place on, because
/// another run may be going on on this machine.
/// </summary>
internal static class PortBlock
{
    public const int Size = 40;

    private const int First = 20_000;
    private const int Blocks = 300;

    private static int _next = Random.Shared.Next(Blocks);

    public static int Take()
    {
        for (var tries = 0; tries < Blocks; tries++)
        {
            var first = First + (Interlocked.Increment(ref _next) % Blocks * Size);
            if (Enumerable.Range(first, Size).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException("No block of free ports was found.");
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
