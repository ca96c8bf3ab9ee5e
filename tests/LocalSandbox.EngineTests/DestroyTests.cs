using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

public sealed class DestroyTests(ITestOutputHelper output) : EngineTest
{
    [EngineFact]
    public async Task DestroyAsync_ManyAtOnce_AllSucceed()
    {
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("many"));
        var others = Enumerable.Range(0, 3).Select(_ => NewBackend()).ToList();

        await Task.WhenAll(others.Append(backend).Append(backend).Select(each => each.DestroyAsync(sandbox)));

        await ShouldHaveLeftNothingAsync();
    }

    [EngineTheory]
    [InlineData("rm", "-f")]
    [InlineData("pause")]
    [InlineData("stop", "-t", "0")]
    [InlineData("kill")]
    public async Task DestroyAsync_SomeoneElseWasThereBefore_StillEndsInAbsence(params string[] verb)
    {
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("touched"));
        await DockerCli.RunAsync([.. verb, sandbox.ContainerId!]);
        var watch = Stopwatch.StartNew();

        await backend.DestroyAsync(sandbox);

        output.WriteLine($"after '{string.Join(' ', verb)}': {watch.ElapsedMilliseconds} ms");
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task DestroyAsync_AutoRemove_ReturnsWhenTheNameIsFree()
    {
        var backend = NewBackend(options => options.AutoRemove = true);

        for (var round = 0; round < 3; round++)
        {
            var sandbox = await backend.CreateAsync(Request("vanishing"));
            await backend.DestroyAsync(sandbox);
            await ShouldHaveLeftNothingAsync();
        }
    }

    [EngineTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DestroyAsync_DeafProcess_TakesTheGracePeriodAndLittleMore(bool init)
    {
        var grace = TimeSpan.FromSeconds(2);
        var backend = NewBackend(options => (options.StopGracePeriod, options.Init) = (grace, init));
        var sandbox = await backend.CreateAsync(Misbehaving("deaf", "deaf"));
        var watch = Stopwatch.StartNew();

        await backend.DestroyAsync(sandbox);

        output.WriteLine($"deaf, init {init}, grace {grace.TotalSeconds} s: {watch.ElapsedMilliseconds} ms");
        watch.Elapsed.Should().BeGreaterThan(grace * 0.9, "the process is given its time").And.BeLessThan(grace + TimeSpan.FromSeconds(5));
        await ShouldHaveLeftNothingAsync();
    }

    [EngineTheory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task DestroyAsync_ProcessThatListens_DoesNotCostTheGracePeriod(int graceSeconds)
    {
        var backend = NewBackend(options => options.StopGracePeriod = TimeSpan.FromSeconds(graceSeconds));
        var sandbox = await backend.CreateAsync(Request("polite"));
        var watch = Stopwatch.StartNew();

        await backend.DestroyAsync(sandbox);

        output.WriteLine($"polite, grace {graceSeconds} s: {watch.ElapsedMilliseconds} ms");
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task DestroyAsync_NeverStartedContainer_RemovesIt()
    {
        await DockerCli.RunAsync("create", "--label", $"{DockerCli.PrefixLabel}={Prefix}", "--name", $"{Prefix}-created", Engine.Image);

        await NewBackend().DestroyAsync(new SandboxInfo("created"));

        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task DestroyAsync_ForeignContainerOfThatName_LeavesItAlone()
    {
        var foreign = await StartForeignAsync("--name", $"{Prefix}-foreign");
        var backend = NewBackend();

        await backend.DestroyAsync(new SandboxInfo("foreign"));
        await backend.DestroyAsync(new SandboxInfo("foreign") { ContainerId = foreign });

        (await DockerCli.InspectAsync(foreign)).GetProperty("State").GetProperty("Running").GetBoolean().Should().BeTrue();
    }

    [EngineFact]
    public async Task DestroyAsync_RenamedBySomeoneElse_DestroysExactlyThisSandbox()
    {
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("renamed"));
        await DockerCli.RunAsync("rename", sandbox.ContainerId!, $"{Prefix}-other");

        await backend.DestroyAsync(sandbox);

        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task DestroyAsync_CancelledInTheGracePeriod_ThrowsAndASecondCallFinishes()
    {
        var backend = NewBackend(options => options.StopGracePeriod = TimeSpan.FromSeconds(3));
        var sandbox = await backend.CreateAsync(Misbehaving("deaf", "deaf"));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var thrown = await FluentActions.Awaiting(() => backend.DestroyAsync(sandbox, cancellation.Token))
            .Should().ThrowAsync<OperationCanceledException>();
        thrown.Which.CancellationToken.Should().Be(cancellation.Token);

        await backend.DestroyAsync(sandbox);
        await ShouldHaveLeftNothingAsync();
    }
}
