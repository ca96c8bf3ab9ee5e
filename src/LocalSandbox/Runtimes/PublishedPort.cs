using System.Net;

namespace LocalSandbox.Runtimes;

/// <summary>A TCP port of the container and the host port that leads to it.</summary>
/// <param name="ContainerPort">The port inside.</param>
/// <param name="HostAddress">The address it is bound on; null where the runtime does not say, which means every one.</param>
/// <param name="HostPort">The port outside.</param>
internal sealed record PublishedPort(int ContainerPort, IPAddress? HostAddress, int HostPort);
