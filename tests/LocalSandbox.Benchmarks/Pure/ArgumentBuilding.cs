using System.Net;
using BenchmarkDotNet.Attributes;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Benchmarks.Pure;

/// <summary>From options and a request to the arguments of <c>docker run</c>.</summary>
public class ArgumentBuilding
{
    private readonly LocalSandboxOptions _options = new() { Environment = { ["LANG"] = "C.UTF-8" } };
    private readonly SandboxRequest _request = new("8d1f0c5e")
    {
        ThreadId = "thread",
        Environment = new Dictionary<string, string> { ["TOKEN"] = "0123456789abcdef" },
        Mounts = [new SandboxMount("/srv/skills", "/mnt/skills", ReadOnly: true), new SandboxMount("/srv/a,b", "/mnt/a")],
    };

    private ContainerSpec _spec = null!;

    [GlobalSetup]
    public void Prepare() => _spec = NewSpec();

    [Benchmark]
    public object Spec() => NewSpec();

    [Benchmark]
    public int Arguments()
    {
        using var variables = SandboxVariables.Prepare(_spec.Environment, standardInputIsAFile: true);
        return DockerRunArguments.Build(_spec, variables, []).Count;
    }

    private ContainerSpec NewSpec() => ContainerSpecs.For(_options, _request, IPAddress.Loopback, "0123456789abcdef0123456789abcdef");
}
