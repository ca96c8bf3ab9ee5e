using LocalSandbox.Leases;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>A running container that a create takes for its own, and the lease that says so to other processes.</summary>
internal sealed record AdoptedSandbox(ContainerFacts Facts, SandboxLease Lease);
