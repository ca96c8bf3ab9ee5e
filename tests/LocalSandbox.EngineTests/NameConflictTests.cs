using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

public sealed class NameConflictTests(ITestOutputHelper output) : EngineTest
{
    [EngineTheory]
    [InlineData("stop", "-t", "0")]
    [InlineData("kill")]
    [InlineData("pause")]
    public async Task CreateAsync_OursButDead_IsReplaced(params string[] verb)
    {
        var backend = NewBackend();
        var first = await backend.CreateAsync(Request("dead"));
        await DockerCli.RunAsync([.. verb, first.ContainerId!]);

        var second = await backend.CreateAsync(Request("dead"));

        second.ContainerId.Should().NotBe(first.ContainerId);
        await ShouldBeReachableAsync(second);
        (await ContainersAsync()).Should().Equal($"{Prefix}-dead running");
    }

    [EngineFact]
    public async Task CreateAsync_OursButNeverStarted_IsReplacedAfterSomePatience()
    {
        await DockerCli.RunAsync("create", "--label", $"{DockerCli.PrefixLabel}={Prefix}", "--name", $"{Prefix}-halfmade", Engine.Image);
        var watch = Stopwatch.StartNew();

        var sandbox = await NewBackend().CreateAsync(Request("halfmade"));

        output.WriteLine($"replaced a never started container after {watch.ElapsedMilliseconds} ms");
        await ShouldBeReachableAsync(sandbox);
        (await ContainersAsync()).Should().Equal($"{Prefix}-halfmade running");
    }

    [EngineFact]
    public async Task CreateAsync_OursIsStartedByARivalMeanwhile_IsAdopted()
    {
        // What is "created" now may be running in a moment.
        var id = await DockerCli.RunAsync(
            "create", "--label", $"{DockerCli.PrefixLabel}={Prefix}", "--name", $"{Prefix}-late", "-p", $"127.0.0.1:{BasePort + 5}:8080", Engine.Image);
        var creating = NewBackend().CreateAsync(Request("late"));
        await Task.Delay(700);
        await DockerCli.RunAsync("start", id);

        (await creating).ContainerId.Should().Be(id);
    }

    [EngineFact]
    public async Task CreateAsync_ForeignContainer_IsNameTakenAndUntouched()
    {
        var foreign = await StartForeignAsync("--name", $"{Prefix}-foreign");

        var failure = await ShouldFailAsync(() => NewBackend().CreateAsync(Request("foreign")), SandboxErrorCode.NameTaken);

        failure.Message.Should().Contain($"{Prefix}-foreign").And.Contain(foreign);
        failure.Hint.Should().NotBeNullOrEmpty();
        var container = await DockerCli.InspectAsync($"{Prefix}-foreign");
        container.GetProperty("Id").GetString().Should().Be(foreign);
        container.GetProperty("State").GetProperty("Running").GetBoolean().Should().BeTrue();
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_VariableHoldsAWordOfTheEnginesAnswer_IsAdoptedAllTheSame()
    {
        // Values of variables are masked in what the engine says; that must not hide from the library what it said.
        var request = Request("worded", ("A", "container name"), ("B", "already"), ("C", "docker"), ("D", "such"), ("E", Prefix));
        var backend = NewBackend();

        var first = await backend.CreateAsync(request);
        var again = await backend.CreateAsync(request);

        again.ContainerId.Should().Be(first.ContainerId);
    }

    [EngineFact]
    public async Task CreateAsync_VariableHoldsAPartOfTheContainersId_IsCreatedAllTheSame()
    {
        // 65,536 such values exist, an id has 61 places for one: 6,000 of them are found in 99.6 % of all ids.
        var request = new SandboxRequest("hex") { Environment = Enumerable.Range(0, 6000).ToDictionary(i => $"V{i}", i => $"{i * 10:x4}") };

        var sandbox = await NewBackend().CreateAsync(request);

        await ShouldBeReachableAsync(sandbox);
    }
}
