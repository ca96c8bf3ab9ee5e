namespace LocalSandbox.EngineTests.Conformance;

/// <summary>Sweeping and diagnosis.</summary>
public sealed class UpkeepTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task SweepAsync_DeadHealthyUsedAndForeign_OnlyTheDeadIsRemoved(string runtime)
    {
        Use(runtime);
        var living = NewBackend();
        await living.CreateAsync(Request("used"));
        using (var ended = NewBackend())
        {
            await ended.CreateAsync(Request("healthy"));
            await ended.CreateAsync(Request("dead"));
        }

        await Runtime.StopAsync($"{Prefix}-dead");
        await Runtime.StartForeignAsync($"{Prefix}-foreign");

        var swept = await new SandboxSweeper(NewBackend()).SweepAsync();

        swept.Removed.Select(sandbox => sandbox.ContainerName).Should().Equal($"{Prefix}-dead");
        (await Runtime.ContainersAsync(Prefix)).Keys.Should().BeEquivalentTo($"{Prefix}-used", $"{Prefix}-healthy", $"{Prefix}-foreign");

        await new SandboxSweeper(NewBackend()).SweepAsync(removeUnusedAfter: TimeSpan.Zero);
        string[] kept = Runtime.TellsCreationDates ? ["used", "foreign"] : ["used", "foreign", "healthy"];
        (await Runtime.ContainersAsync(Prefix)).Keys.Should().BeEquivalentTo(kept.Select(id => $"{Prefix}-{id}"), "only what is known to be old enough goes");
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task DiagnoseAsync_RuntimeThatWorks_SaysSo(string runtime)
    {
        Use(runtime);

        var diagnosis = await new SandboxDiagnostics(NewBackend()).RunAsync();

        diagnosis.CanUseSandboxes.Should().BeTrue("it said: {0}", diagnosis);
        diagnosis.ToString().Should().Contain(Runtime.Executable);
    }
}
