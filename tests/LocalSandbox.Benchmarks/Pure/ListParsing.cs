using System.Globalization;
using BenchmarkDotNet.Attributes;
using LocalSandbox.Processes;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalSandbox.Benchmarks.Pure;

/// <summary>A whole list as the dialect does it, ids and all, with answers that are there at once instead of processes.</summary>
public class ListParsing
{
    private sealed class Answers(string ids, string containers) : IProcessRunner
    {
        public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken) =>
            Task.FromResult(new ProcessResult(0, command.Arguments[0] == "ps" ? ids : containers, ""));
    }

    private DockerDialect _dialect = null!;

    [Params(1, 10, 100, 1000)]
    public int Containers { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var ids = string.Concat(Enumerable.Range(0, Containers).Select(i => i.ToString("x64", CultureInfo.InvariantCulture) + "\n"));
        var runner = new Answers("CONTAINER ID\n" + ids, InspectAnswer.Of(Containers));
        var cli = new RuntimeCli("docker", runner, TimeProvider.System, NullLogger.Instance);
        _dialect = new DockerDialect(cli, new LocalSandboxOptions());
    }

    [Benchmark]
    public Task List() => _dialect.ListAsync("label", "value", CancellationToken.None);
}
