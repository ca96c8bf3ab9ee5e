using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>Writes the table of faults survived, for people in Markdown and for programs in JSON.</summary>
internal static class FaultReport
{
    public const string FolderVariable = "LOCALSANDBOX_FAULT_REPORT";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Folder { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
            ? folder
            : typeof(FaultReport).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "FaultReportPath").Value!);

    public static string Milliseconds(TimeSpan? time) =>
        time is { } measured ? string.Create(CultureInfo.InvariantCulture, $"{measured.TotalMilliseconds:0} ms") : "–";

    /// <summary>Writes both files and returns where they are.</summary>
    public static async Task<string> WriteAsync(FaultPlan plan, IEnumerable<FaultRow> ended, TimeSpan elapsed)
    {
        FaultRow[] rows = [.. ended.OrderBy(row => row.Number).ThenBy(row => row.Fault, StringComparer.Ordinal)];
        var circumstances = new Dictionary<string, string>
        {
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ["engine"] = await DockerCli.RunAsync("version", "--format", "{{.Server.Version}}"),
            ["commandLine"] = await DockerCli.RunAsync("version", "--format", "{{.Client.Version}}"),
            ["kernel"] = $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}, {Environment.ProcessorCount} CPUs",
            ["factor"] = plan.Factor.ToString(CultureInfo.InvariantCulture),
            ["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture),
            ["elapsed"] = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} s"),
        };

        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "faults.json"), ToJson(circumstances, rows));
        var path = Path.Combine(Folder, "faults.md");
        await File.WriteAllTextAsync(path, ToMarkdown(circumstances, rows));
        return path;
    }

    private static string ToMarkdown(Dictionary<string, string> circumstances, IReadOnlyList<FaultRow> rows)
    {
        var text = new StringBuilder()
            .AppendLine("| # | fault | tries | leftovers | wrong answers | recovery p50 | p95 | from … to |")
            .AppendLine("|--:|---|--:|--:|--:|--:|--:|---|");
        foreach (var row in rows)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.Number} | {row.Fault} | {row.Tries:N0} | {row.Leftovers} | {row.WrongAnswers} | {Milliseconds(row.Percentile(0.5))} | {Milliseconds(row.Percentile(0.95))} | {row.Recovery} |");
        }

        text.AppendLine();
        foreach (var row in rows.Where(row => row.Notes.Count > 0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{row.Number}. {row.Fault}: {string.Join("; ", row.Notes)}.").AppendLine();
        }

        return text
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"{circumstances["date"]}, Docker {circumstances["engine"]} with command line {circumstances["commandLine"]}, {circumstances["kernel"]}, seed {circumstances["seed"]}, factor {circumstances["factor"]}, {circumstances["elapsed"]}.")
            .ToString();
    }

    private static string ToJson(Dictionary<string, string> circumstances, IReadOnlyList<FaultRow> rows) => JsonSerializer.Serialize(
        new
        {
            Circumstances = circumstances,
            Rows = rows.Select(row => new
            {
                row.Number,
                row.Fault,
                row.Tries,
                row.Leftovers,
                row.WrongAnswers,
                RecoveryP50Milliseconds = row.Percentile(0.5)?.TotalMilliseconds,
                RecoveryP95Milliseconds = row.Percentile(0.95)?.TotalMilliseconds,
                row.Recovery,
                row.Notes,
                ElapsedSeconds = row.Elapsed.TotalSeconds,
            }),
        },
        Json);
}
