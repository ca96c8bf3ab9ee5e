using LocalSandbox.Benchmarks.Contenders;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>Removes what a run made, whatever has happened to it.</summary>
internal static class Leftovers
{
    /// <summary>The engine removes faster when asked about many at once, and slower again about too many.</summary>
    private const int AtOnce = 10;

    public static async Task RemoveAsync(IReadOnlyList<string> containers)
    {
        foreach (var some in containers.Chunk(AtOnce))
        {
            await DockerCommand.RunAsync(["rm", "-f", "-v", .. some], CancellationToken.None);
        }
    }

    /// <summary>A request that was cut off may have told the engine to make one more container, which appears a moment later.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>Removes every container whose name begins with the prefix, and the image made for this run.</summary>
    public static async Task RemoveAllAsync(string prefix, string image)
    {
        for (var look = 0; look < 2; look++)
        {
            await RemoveAsync(await DockerCommand.LinesAsync(["ps", "-a", "-q", "--no-trunc", "--filter", $"name={prefix}-"], CancellationToken.None));
            await Task.Delay(BetweenLooks, CancellationToken.None);
        }

        if ((await DockerCommand.LinesAsync(["image", "ls", "-q", image], CancellationToken.None)).Count > 0)
        {
            await DockerCommand.RunAsync(["image", "rm", image], CancellationToken.None);
        }
    }
}
