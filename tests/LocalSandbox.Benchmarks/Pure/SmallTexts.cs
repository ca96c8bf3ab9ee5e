using BenchmarkDotNet.Attributes;
using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Benchmarks.Pure;

/// <summary>The small translations that every operation makes: dates, mounts, and masking secrets for logs and errors.</summary>
public class SmallTexts
{
    private static readonly SandboxMount Mount = new("/srv/a,b", "/mnt/with \"quotes\"", ReadOnly: true);
    private static readonly string[] Secrets = ["0123456789abcdef", "another secret"];
    private static readonly string Error = string.Concat(Enumerable.Repeat("docker: invalid value 0123456789abcdef of TOKEN.\n", 20));
    private static readonly ProcessCommand Command = new("docker", ["run", "-d", "-e", "TOKEN=0123456789abcdef", "--label", "a=b", "image"]);

    [Benchmark]
    public object? Timestamp() => ContainerTimestamp.Parse("2026-11-24T21:50:11.123456789Z");

    [Benchmark]
    public string MountText() => DockerMount.Format(Mount);

    [Benchmark]
    public string CommandLine() => Command.ToString();

    [Benchmark]
    public string MaskedError() => SecretText.Mask(Error, Secrets);
}
