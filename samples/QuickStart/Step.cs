using System.Diagnostics;

namespace QuickStart;

/// <summary>Prints how long one step took.</summary>
internal static class Step
{
    public static async Task<T> MeasureAsync<T>(string name, Func<Task<T>> step)
    {
        var watch = Stopwatch.StartNew();
        var result = await step();
        Console.WriteLine($"{name,-10} {watch.Elapsed.TotalMilliseconds,6:0} ms");
        return result;
    }

    public static Task MeasureAsync(string name, Func<Task> step) => MeasureAsync(name, async () =>
    {
        await step();
        return true;
    });
}
