using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

/// <summary>Every call of the command line costs 20 ms and more: none may be added unnoticed.</summary>
public sealed class CallCountTests : EngineTest
{
    private readonly InterceptingRunner _runner = new();

    [EngineFact]
    public async Task FirstUse_AsksForTheVersionOnce()
    {
        var backend = NewBackend(runner: _runner);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => backend.DiscoverAsync("absent")));

        _runner.Verbs.Count(verb => verb is "--version").Should().Be(1);
    }

    [EngineFact]
    public async Task HappyPath_OfOneSandbox_TakesAsFewCallsAsPossible()
    {
        var backend = NewBackend(runner: _runner);
        await ShouldTakeAsync(() => backend.ListRunningAsync(), "--version", "ps");

        var sandbox = await backend.CreateAsync(Request("counted"));

        // On a busy machine the sandbox may answer later than the 200 ms after which its exit is watched for.
        _runner.Verbs.Skip(2).Except(["wait"]).Should().Equal("run");
        await ShouldTakeAsync(() => backend.IsAliveAsync(sandbox), "container inspect");
        await ShouldTakeAsync(() => backend.DiscoverAsync("counted"), "container inspect");
        await ShouldTakeAsync(() => backend.DiscoverAsync("absent"), "container inspect");
        await ShouldTakeAsync(() => backend.ListRunningAsync(), "ps", "container inspect");
        await ShouldTakeAsync(() => backend.GetOrCreateAsync(Request("counted")), "container inspect");
        await ShouldTakeAsync(() => backend.DestroyAsync(sandbox), "stop", "rm");
    }

    [EngineFact]
    public async Task ListRunningAsync_SeveralSandboxes_TakesTwoCallsAllTheSame()
    {
        var backend = NewBackend(runner: _runner);
        foreach (var id in new[] { "one", "two", "three" })
        {
            await backend.CreateAsync(Request(id));
        }

        await ShouldTakeAsync(() => backend.ListRunningAsync(), "ps", "container inspect");
    }

    [EngineFact]
    public async Task DestroyAsync_SandboxOfAnotherProcess_LooksFirstWhetherItIsOurs()
    {
        var sandbox = await NewBackend().CreateAsync(Request("theirs"));
        var backend = NewBackend(runner: _runner);

        await ShouldTakeAsync(() => backend.DestroyAsync(sandbox), "--version", "container inspect", "stop", "rm");
        await ShouldTakeAsync(() => backend.DestroyAsync(sandbox), "container inspect");
    }

    [EngineFact]
    public async Task CreateAsync_SandboxThatIsThere_TakesTwoCalls()
    {
        var backend = NewBackend(runner: _runner);
        await backend.CreateAsync(Request("adopted"));

        await ShouldTakeAsync(() => backend.CreateAsync(Request("adopted")), "run", "container inspect");
    }

    [EngineFact]
    public async Task CreateAsync_EngineChoosesThePort_TakesOneMoreCall()
    {
        await NewBackend(options => options.BasePort = 0, _runner).CreateAsync(Request("chosen"));

        _runner.Verbs.Except(["--version", "wait"]).Should().Equal("run", "container inspect");
    }

    private async Task ShouldTakeAsync(Func<Task> operation, params string[] verbs)
    {
        _runner.Forget();
        await operation();
        _runner.Verbs.Should().Equal(verbs);
    }
}
