using LocalSandbox.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>The library's own runner, got the way a host gets it.</summary>
internal static class RealRunner
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddLocalSandboxes().BuildServiceProvider();

    public static IProcessRunner Instance { get; } = Services.GetRequiredService<IProcessRunner>();
}
