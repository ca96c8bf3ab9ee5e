using System.Net;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Tests.Fakes;

internal static class Specs
{
    /// <summary>Makes what would be started for a request, by default one of nothing but an id.</summary>
    public static ContainerSpec Of(Action<LocalSandboxOptions>? configure = null, SandboxRequest? request = null)
    {
        var options = new LocalSandboxOptions { Image = "img" };
        configure?.Invoke(options);
        return ContainerSpecs.For(options, request ?? new SandboxRequest("one"), IPAddress.Loopback, "attempt1");
    }
}
