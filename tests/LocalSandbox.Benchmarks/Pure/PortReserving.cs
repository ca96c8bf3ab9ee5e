using System.Net;
using BenchmarkDotNet.Attributes;
using LocalSandbox.Networking;

namespace LocalSandbox.Benchmarks.Pure;

/// <summary>Ports reserved and given back by many threads at once, as a host does under load; the system's own look at a port is left out.</summary>
public class PortReserving
{
    private const int Threads = 32;
    private const int ReservationsPerThread = 1000;

    private sealed class Claim : IDisposable
    {
        public static readonly Claim Nothing = new();

        public void Dispose()
        {
            // There is no other process to tell.
        }
    }

    private readonly PortAllocator _ports = new(20_000, 100, _ => true, _ => 0, _ => Claim.Nothing, []);

    [Benchmark(OperationsPerInvoke = Threads * ReservationsPerThread)]
    public void ReserveAndRelease()
    {
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(ReserveMany)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }

    private void ReserveMany()
    {
        for (var i = 0; i < ReservationsPerThread; i++)
        {
            _ports.TryReserve(IPAddress.Loopback, [])!.Dispose();
        }
    }
}
