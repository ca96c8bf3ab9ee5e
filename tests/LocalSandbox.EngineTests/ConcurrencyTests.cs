using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

public sealed class ConcurrencyTests(ITestOutputHelper output) : EngineTest
{
    private const int Count = 20;

    [EngineFact]
    public async Task CreateAsync_TwentyAtOnce_AllServeOnDistinctPortsAndAllAreDestroyed()
    {
        var backend = NewBackend();
        var watch = Stopwatch.StartNew();

        var sandboxes = await Task.WhenAll(Enumerable.Range(0, Count).Select(i => backend.CreateAsync(Request($"many-{i}"))));

        output.WriteLine($"{Count} created at once: {watch.ElapsedMilliseconds} ms");
        sandboxes.Select(sandbox => sandbox.Url).Should().OnlyHaveUniqueItems();
        sandboxes.Select(sandbox => sandbox.ContainerId).Should().OnlyHaveUniqueItems();
        await Task.WhenAll(sandboxes.Select(ShouldBeReachableAsync));
        (await backend.ListRunningAsync()).Should().HaveCount(Count);

        watch.Restart();
        await Task.WhenAll(sandboxes.Select(sandbox => backend.DestroyAsync(sandbox)));

        output.WriteLine($"{Count} destroyed at once: {watch.ElapsedMilliseconds} ms");
        await ShouldHaveLeftNothingAsync();
        Log.GetSnapshot().Should().NotContain(record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [EngineFact]
    public async Task CreateAsync_TwoBackendsOnTheSamePorts_DoNotDisturbEachOther()
    {
        // Each has its own idea of what is free: only the engine's answers keep them apart.
        var backends = new[] { NewBackend(), NewBackend() };

        var sandboxes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => backends[i % 2].CreateAsync(Request($"rival-{i}"))));

        sandboxes.Select(sandbox => sandbox.Url).Should().OnlyHaveUniqueItems();
        await Task.WhenAll(sandboxes.Select(ShouldBeReachableAsync));
    }
}
