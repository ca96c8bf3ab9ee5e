using System.Globalization;
using Docker.DotNet.Models;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>The library's settings in the words of the engine's API.</summary>
internal static class EngineParameters
{
    public static string PortKey { get; } = string.Create(CultureInfo.InvariantCulture, $"{Workload.Port}/tcp");

    public static CreateContainerParameters For(string name, Workload workload, int hostPort)
    {
        var parameters = new CreateContainerParameters
        {
            Name = name,
            Image = workload.Image,
            Env = [.. workload.Variables.Select(variable => $"{variable.Key}={variable.Value}")],
            ExposedPorts = new Dictionary<string, EmptyStruct> { [PortKey] = default },
            Labels = SandboxSettings.Labels.ToDictionary(),
            HostConfig = new HostConfig(),
        };
        Apply(parameters.HostConfig, hostPort);
        return parameters;
    }

    public static void Apply(HostConfig host, int hostPort)
    {
        host.Init = true;
        host.SecurityOpt = [.. SandboxSettings.SecurityOptions];
        host.CapDrop = ["ALL"];
        host.CapAdd = [.. SandboxSettings.Capabilities];
        host.Memory = host.MemorySwap = SandboxSettings.Memory;
        host.CPUPeriod = SandboxSettings.CpuPeriod;
        host.CPUQuota = SandboxSettings.CpuQuota;
        host.PidsLimit = SandboxSettings.Pids;
        host.PortBindings = new Dictionary<string, IList<PortBinding>>
        {
            [PortKey] = [new PortBinding { HostIP = "127.0.0.1", HostPort = hostPort.ToString(CultureInfo.InvariantCulture) }],
        };
    }
}
