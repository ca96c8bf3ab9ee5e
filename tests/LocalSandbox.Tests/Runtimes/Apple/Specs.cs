using System.Net;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>Containers to start.</summary>
internal static class Specs
{
    public const string Attempt = "3f9c12ab01cd4e5f8a9b0c1d2e3f4a5b";

    public static ContainerSpec Simple { get; } = new()
    {
        Name = "local-sandbox-one",
        Image = "sandbox:test",
        BindAddress = IPAddress.Loopback,
        HostPort = 23000,
        ContainerPort = 8080,
        Environment = new Dictionary<string, string>(),
        Mounts = [],
        Labels = new Dictionary<string, string> { [SandboxLabels.Prefix] = "local-sandbox", [SandboxLabels.Attempt] = Attempt },
        Isolation = SandboxIsolation.Browser,
        Limits = new ContainerLimits("2g", 2, 512),
        Network = null,
        User = null,
        Init = true,
        AutoRemove = false,
        ExtraRunArguments = [],
    };
}
