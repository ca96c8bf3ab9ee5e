using System.Globalization;

namespace LocalSandbox.EngineTests.Conformance;

public sealed class EarlyExitTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ProcessThatEndsAtOnce_IsExitedEarlyWithItsLastWords(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Misbehaving("dead", "exit")), SandboxErrorCode.ExitedEarly);

        failure.ExitCode.Should().Be(Runtime.TellsExitCodes ? 3 : null);
        failure.Output.Should().Contain("cannot start: giving up");
        backend.ReservedPortCount.Should().Be(0);
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ProcessThatEndsLater_IsExitedEarlyWithFiftyLines(string runtime)
    {
        Use(runtime);

        var failure = await ShouldFailAsync(
            () => NewBackend().CreateAsync(Misbehaving("dead", "exit-after", delayMilliseconds: 700)), SandboxErrorCode.ExitedEarly);

        failure.Output!.Split('\n').Should().Equal(
            Enumerable.Range(11, 50).Select(line => string.Create(CultureInfo.InvariantCulture, $"sandbox: log line {line} of 60")));
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_RemovedBySomebodyElseWhileItIsWaitedFor_IsExitedEarly(string runtime)
    {
        Use(runtime);
        var creating = NewBackend().CreateAsync(Misbehaving("stolen", "never"));
        await EventuallyAsync(async () => (await Runtime.ContainersAsync(Prefix)).Values.Contains("running"), "the container's start");

        await Runtime.RemoveAsync($"{Prefix}-stolen");

        await ShouldFailAsync(() => creating, SandboxErrorCode.ExitedEarly);
        await ShouldHaveLeftNothingAsync();
    }
}
