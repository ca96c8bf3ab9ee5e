using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

public sealed class ListTests : EngineTest
{
    [EngineFact]
    public async Task ListRunningAsync_SeveralSandboxes_TellsAddressAndAgeOldestFirst()
    {
        var creator = NewBackend();
        var created = new List<SandboxInfo>();
        foreach (var id in new[] { "one", "two", "three" })
        {
            created.Add(await creator.CreateAsync(Request(id)));
        }

        var listed = await NewBackend().ListRunningAsync();

        listed.Select(sandbox => (sandbox.SandboxId, sandbox.Url, sandbox.ContainerId))
            .Should().Equal(created.Select(sandbox => (sandbox.SandboxId, sandbox.Url, sandbox.ContainerId)));
        listed.Should().BeInAscendingOrder(sandbox => sandbox.CreatedAt);
        listed[0].CreatedAt.Should().BeCloseTo(created[0].CreatedAt!.Value, TimeSpan.FromSeconds(10));
    }

    [EngineFact]
    public async Task ListRunningAsync_NothingThere_IsEmpty() => (await NewBackend().ListRunningAsync()).Should().BeEmpty();

    [EngineFact]
    public async Task ListRunningAsync_OthersInEveryState_ListsOnlyWhatRuns()
    {
        var backend = NewBackend();
        var running = await backend.CreateAsync(Request("running"));
        var paused = await backend.CreateAsync(Request("paused"));
        var stopped = await backend.CreateAsync(Request("stopped"));
        await DockerCli.RunAsync("pause", paused.ContainerId!);
        await DockerCli.RunAsync("stop", "-t", "0", stopped.ContainerId!);
        await DockerCli.RunAsync("create", "--label", $"{DockerCli.PrefixLabel}={Prefix}", "--name", $"{Prefix}-created", Engine.Image);
        await StartForeignAsync("--name", $"{Prefix}-foreign");
        await StartForeignAsync("--name", $"{Prefix}-lookalike", "--label", $"{DockerCli.PrefixLabel}={Prefix}x");

        (await backend.ListRunningAsync()).Should().ContainSingle().Which.ContainerId.Should().Be(running.ContainerId);
    }

    [EngineFact]
    public async Task ListRunningAsync_SandboxWithoutAPort_IsListedWithoutAddress()
    {
        await DockerCli.RunAsync(
            "run", "-d", "--pull", "never", "--label", $"{DockerCli.PrefixLabel}={Prefix}", "--name", $"{Prefix}-portless", Engine.Image);

        var sandbox = (await NewBackend().ListRunningAsync()).Should().ContainSingle().Which;

        sandbox.SandboxId.Should().Be("portless");
        sandbox.Url.Should().BeNull();
    }

    [EngineFact]
    public async Task ListRunningAsync_OneVanishesBetweenTheTwoCalls_TheOthersAreListed()
    {
        var creator = NewBackend();
        await creator.CreateAsync(Request("stays-1"));
        var vanishing = await creator.CreateAsync(Request("vanishes"));
        await creator.CreateAsync(Request("stays-2"));
        var runner = new InterceptingRunner
        {
            After = (command, _) => command.Arguments[0] is "ps" ? DockerCli.RunAsync("rm", "-f", vanishing.ContainerId!) : Task.CompletedTask,
        };

        var listed = await NewBackend(runner: runner).ListRunningAsync();

        listed.Select(sandbox => sandbox.SandboxId).Should().Equal("stays-1", "stays-2");
    }

    [EngineFact]
    public async Task ListRunningAsync_AllVanishBetweenTheTwoCalls_IsEmpty()
    {
        var only = await NewBackend().CreateAsync(Request("vanishes"));
        var runner = new InterceptingRunner
        {
            After = (command, _) => command.Arguments[0] is "ps" ? DockerCli.RunAsync("rm", "-f", only.ContainerId!) : Task.CompletedTask,
        };

        (await NewBackend(runner: runner).ListRunningAsync()).Should().BeEmpty();
    }
}
