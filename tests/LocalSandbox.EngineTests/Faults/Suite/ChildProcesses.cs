using System.Diagnostics;
using System.Globalization;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>The processes that this one has started, as /proc shows them.</summary>
internal static class ChildProcesses
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until there is none, and describes those that are still there after the limit.</summary>
    public static async Task<IReadOnlyList<string>> OfThisProcessAsync(TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var children = OfThisProcess();
            if (children.Count == 0 || watch.Elapsed > limit)
            {
                return children;
            }

            await Task.Delay(Pause);
        }
    }

    public static IReadOnlyList<string> OfThisProcess() =>
        OperatingSystem.IsLinux() ? [.. All().Where(process => process.Parent == Environment.ProcessId).Select(Describe)] : [];

    /// <summary>The docker commands with a text among their arguments, whoever started them; the engine's own processes name containers too.</summary>
    public static IReadOnlyList<string> Naming(string text) => OperatingSystem.IsLinux()
        ? [.. All().Where(process => process.Name.Contains("(docker)", StringComparison.Ordinal)).Select(Describe)
            .Where(process => process.Contains(text, StringComparison.Ordinal))]
        : [];

    private static IEnumerable<(int Id, int Parent, string Name)> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(Path.Combine(folder, "stat")) is { Length: > 0 } stat)
            {
                // "pid (name) state parent ..."; the name may hold blanks and parentheses.
                var rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                yield return (id, int.Parse(rest[1], CultureInfo.InvariantCulture), stat);
            }
        }
    }

    private static string Describe((int Id, int Parent, string Stat) process) =>
        $"{process.Id} {Read($"/proc/{process.Id}/cmdline").Replace('\0', ' ').Trim()} ({process.Stat.Split(' ')[1..3].Aggregate((a, b) => a + b)})";

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }
}
