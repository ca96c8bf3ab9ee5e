using System.Text.Json;
using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Lifecycle;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Reporting;

/// <summary>Shows what a run measured: in the terminal, as JSON, as a document and as a picture.</summary>
internal static class LifecycleReport
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static void Write(Measurements measurements, string machine, LifecycleOptions options, TimeSpan took)
    {
        var figures = Figures(measurements);
        var goals = GoalTable(new Goals(measurements).Judge());
        var errors = measurements.All.SelectMany(series => series.Errors.Distinct().Select(error => $"{series.Work}, {series.Contender}: {error}")).ToList();
        Console.WriteLine();
        Console.WriteLine(figures.ToText());
        Console.WriteLine(goals.ToText());
        foreach (var error in errors)
        {
            Console.WriteLine($"ERROR {error}");
        }

        var folder = Artifacts.Folder();
        var about = $"{machine}. {options.Rounds} rounds in {took.TotalMinutes:0.0} minutes, {DateTimeOffset.UtcNow:yyyy-MM-dd}.";
        File.WriteAllText(
            Path.Combine(folder, "lifecycle.md"),
            $"""
            {about}

            Times in milliseconds; ratio: median over the library's. Host CPU and memory are those of the .NET process per operation, command CPU
            that of the commands it started, each a mean. Testcontainers runs without its reaper, whose image cannot be pulled without a registry.
            Docker.DotNet is Docker.DotNet.Enhanced, the fork that Testcontainers itself uses.
            The bare CLI and Testcontainers kill at once when they destroy; the others grant a grace period, which a process that ignores SIGTERM on
            purpose gets whole: 5 s by default, 10 s with the original. "No SIGTERM handler" is the usual deafness, of a process that is number 1.

            {figures.ToMarkdown()}
            {goals.ToMarkdown()}
            """);
        File.WriteAllText(Path.Combine(folder, "lifecycle.json"), JsonSerializer.Serialize(
            new
            {
                machine,
                options.Rounds,
                Minutes = took.TotalMinutes,
                Series = measurements.All.Select(series => new
                {
                    series.Work,
                    series.Contender,
                    Milliseconds = series.Samples.Select(sample => Math.Round(sample.Milliseconds, 3)),
                    series.HostCpu,
                    series.CommandCpu,
                    series.Allocated,
                    series.Errors,
                }),
                Counts = measurements.Counts.Select(count => new { count.Work, count.Count }),
                Goals = new Goals(measurements).Judge(),
            },
            Json));
        LifecycleChart.Save(measurements, Path.Combine(folder, "lifecycle.svg"));
        Console.WriteLine($"{about}");
        Console.WriteLine($"{folder}: lifecycle.md, lifecycle.json, lifecycle.svg");
    }

    private static Table Figures(Measurements measurements)
    {
        var table = new Table("work", "contender", "median", "p95", "ratio", "n", "host CPU", "command CPU", "memory");

        // All contenders of a work together, in the order of the works, and the library first.
        foreach (var series in measurements.All.GroupBy(series => series.Work).SelectMany(work => work.OrderBy(series => series.Contender != ContenderNames.Library)))
        {
            var reference = measurements.Measured(series.Work, ContenderNames.Library);
            table.Add(series.Samples.Count == 0
                ? [series.Work, series.Contender, series.Errors.Count == 0 ? "not offered" : "failed", "", "", "0", "", "", ""]
                :
                [
                    series.Work,
                    series.Contender,
                    $"{series.Median:0.0}",
                    $"{series.P95:0.0}",
                    reference is not { Median: > 0 } ? "" : $"{series.Median / reference.Median:0.00}",
                    $"{series.Samples.Count}",
                    Milliseconds(series.HostCpu),
                    Milliseconds(series.CommandCpu),
                    series.Allocated is { } bytes ? $"{bytes / 1024:0} KiB" : "",
                ]);
        }

        foreach (var (work, count) in measurements.Counts)
        {
            table.Add(work, ContenderNames.Library, $"{count:0}", "", "", "", "", "", "");
        }

        return table;
    }

    private static string Milliseconds(double? figure) => figure is { } milliseconds ? $"{milliseconds:0.0}" : "";

    private static Table GoalTable(IReadOnlyList<Goal> goals)
    {
        var table = new Table("work", "goal", "measured", "verdict");
        foreach (var goal in goals)
        {
            table.Add(goal.Work, goal.Target, goal.Measured, goal.Verdict);
        }

        return table;
    }
}
