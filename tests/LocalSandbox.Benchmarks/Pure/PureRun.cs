using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LocalSandbox.Benchmarks.Reporting;

namespace LocalSandbox.Benchmarks.Pure;

/// <summary>What needs neither engine nor process, with BenchmarkDotNet, which takes its usual arguments.</summary>
internal static class PureRun
{
    public const string Usage = """
        pure [--full] [BenchmarkDotNet's own arguments]

          --full                  its default number of iterations, instead of a short run of some two minutes
          --filter '*Parsing*'    some of the benchmarks
        """;

    public static int Run(IReadOnlyList<string> arguments)
    {
        // In this process: no project is generated and built for each benchmark.
        var job = (arguments.Contains("--full") ? Job.Default : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief)
            .WithArtifactsPath(Path.Combine(Artifacts.Folder(), "pure"))
            .WithOptions(ConfigOptions.JoinSummary);
        string[] rest = [.. arguments.Where(argument => argument != "--full")];
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(PureRun).Assembly).Run(rest.Contains("--filter") ? rest : [.. rest, "--filter", "*"], config);
        return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
    }
}
