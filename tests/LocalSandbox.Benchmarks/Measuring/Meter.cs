using System.Diagnostics;
using System.Globalization;

namespace LocalSandbox.Benchmarks.Measuring;

/// <summary>Measures one operation that has the process for itself.</summary>
internal static class Meter
{
    private const double MillisecondsPerTick = 10;

    public static async Task<Sample> MeasureAsync(Func<Task> operation)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var commands = CommandCpu();
        var host = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        await operation();
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new Sample(
            elapsed.TotalMilliseconds,
            (Environment.CpuUsage.TotalTime - host).TotalMilliseconds,
            CommandCpu() - commands,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    /// <summary>
    /// Reads the CPU time of children that have ended, which Linux counts in hundredths of a second (fields 16 and 17 of proc(5)): one sample
    /// says little, the mean of many is right.
    /// </summary>
    private static double CommandCpu()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var line = File.ReadAllText("/proc/self/stat");
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) * MillisecondsPerTick;
    }
}
