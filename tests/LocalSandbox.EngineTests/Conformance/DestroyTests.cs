using System.Diagnostics;

namespace LocalSandbox.EngineTests.Conformance;

public sealed class DestroyTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DestroyAsync_Again_IsIdempotent(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("twice"));

        await Task.WhenAll(backend.DestroyAsync(sandbox), NewBackend().DestroyAsync(sandbox));
        await ShouldHaveLeftNothingAsync();

        await backend.DestroyAsync(sandbox);
        await NewBackend().DestroyAsync(new SandboxInfo("twice"));
        await NewBackend().DestroyAsync(new SandboxInfo("never-was"));
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DestroyAsync_StoppedBySomebodyElse_RemovesIt(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("stopped"));
        await Runtime.StopAsync(sandbox.ContainerName!);

        await backend.DestroyAsync(sandbox);

        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DestroyAsync_ProcessThatIsDeaf_IsGivenItsGracePeriod(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Misbehaving("deaf", "deaf"));
        var watch = Stopwatch.StartNew();

        await backend.DestroyAsync(sandbox);

        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(0.9));
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DestroyAsync_ProcessThatListens_DoesNotCostTheGracePeriod(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.StopGracePeriod = TimeSpan.FromSeconds(60));
        var sandbox = await backend.CreateAsync(Request("polite"));
        var watch = Stopwatch.StartNew();

        await backend.DestroyAsync(sandbox);

        // A bound, not a measurement: the process was asked to end and did.
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(30));
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DestroyAsync_ForeignContainer_IsLeftAlone(string runtime)
    {
        Use(runtime);
        await Runtime.StartForeignAsync($"{Prefix}-foreign");
        var backend = NewBackend();

        await backend.DestroyAsync(new SandboxInfo("foreign"));
        await backend.DestroyAsync(new SandboxInfo("foreign") { ContainerName = $"{Prefix}-foreign", ContainerId = $"{Prefix}-foreign" });

        await ShouldRunAloneAsync("foreign");
    }
}
