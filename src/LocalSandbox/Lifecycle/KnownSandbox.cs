using LocalSandbox.Leases;
using LocalSandbox.Networking;

namespace LocalSandbox.Lifecycle;

/// <summary>What this process holds for one container, with a number that counts up with every one it comes to know.</summary>
internal sealed record KnownSandbox(string Name, long Number, PortReservation? Port, SandboxLease? Lease);
