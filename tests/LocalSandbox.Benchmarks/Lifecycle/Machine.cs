using System.Runtime.InteropServices;
using LocalSandbox.Benchmarks.Contenders;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>What the figures of a run belong to.</summary>
internal static class Machine
{
    public static async Task<string> DescribeAsync(CancellationToken cancellationToken)
    {
        var versions = await DockerCommand.RunAsync(
            ["version", "--format", "engine {{.Server.Version}}, command line {{.Client.Version}}"], cancellationToken);
        return $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs, {RuntimeInformation.FrameworkDescription}, Docker {versions.Trim()}";
    }
}
