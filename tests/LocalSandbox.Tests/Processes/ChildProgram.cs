using System.Globalization;
using System.Reflection;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Processes;

/// <summary>A real executable of ours, tests/LocalSandbox.Tests.Child, that plays programs.</summary>
internal static class ChildProgram
{
    public static string FilePath { get; } = typeof(ChildProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "ChildPath").Value! + (OperatingSystem.IsWindows() ? ".exe" : "");

    /// <summary>The executable looks for its runtime itself; the one that runs this test is certainly there.</summary>
    private static readonly string RuntimeFolder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    public static ProcessCommand Command(params string[] arguments) => new(FilePath, arguments)
    {
        Environment = new Dictionary<string, string?> { ["DOTNET_ROOT"] = RuntimeFolder },
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>Waits for the file that a child writes its process id to.</summary>
    public static async Task<int> ReadPidAsync(string path)
    {
        for (var tries = 0; !File.Exists(path); tries++)
        {
            tries.Should().BeLessThan(1500, "the child should have started");
            await Task.Delay(20);
        }

        return int.Parse(await File.ReadAllTextAsync(path), CultureInfo.InvariantCulture);
    }

    /// <summary>Asserts that a process ends soon; one that nobody has waited for yet counts as ended.</summary>
    public static async Task ShouldEndAsync(int pid)
    {
        for (var tries = 0; IsRunning(pid); tries++)
        {
            tries.Should().BeLessThan(500, "process {0} should have been killed", pid);
            await Task.Delay(20);
        }
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // "pid (name) state": a zombie is a process whose parent has not asked for its exit code.
                return File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Trim()[0] is not ('Z' or 'X');
            }

            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
