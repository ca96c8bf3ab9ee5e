namespace LocalSandbox.EngineTests.Apple;

public sealed class FaultTests : EmulatedTest
{
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Operations_ServiceThatIsStopped_SayHowToStartItAndWorkOnceItRuns(string version)
    {
        Use(version);
        Emulator.Set("service-stopped");
        var backend = NewBackend();

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Request("one")), SandboxErrorCode.RuntimeNotRunning);
        failure.Message.Should().Contain("container system start");
        await ShouldFailAsync(() => backend.DiscoverAsync("one"), SandboxErrorCode.RuntimeNotRunning);
        await ShouldFailAsync(() => backend.ListRunningAsync(), SandboxErrorCode.RuntimeNotRunning);
        Emulator.Unset("service-stopped");

        await ShouldBeReachableAsync(await backend.CreateAsync(Request("one")));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Operations_ServiceThatStopsMeanwhile_NeverTakeThatForAnAnswer(string version)
    {
        Use(version);
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("one"));
        Emulator.Set("service-stopped");

        await ShouldFailAsync(() => backend.IsAliveAsync(sandbox), SandboxErrorCode.RuntimeNotRunning);
        await ShouldFailAsync(() => backend.DiscoverAsync("one"), SandboxErrorCode.RuntimeNotRunning);
        await ShouldFailAsync(() => backend.ListRunningAsync(), SandboxErrorCode.RuntimeNotRunning);
        await ShouldFailAsync(() => backend.CreateAsync(Request("two")), SandboxErrorCode.RuntimeNotRunning);
        await ShouldFailAsync(() => backend.DestroyAsync(sandbox), SandboxErrorCode.RuntimeNotRunning);
        backend.ReservedPortCount.Should().Be(1, "the port is held until its sandbox is proven gone");
        Emulator.Unset("service-stopped");

        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
        await backend.DestroyAsync(sandbox);
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DestroyAsync_LiveContainerThatTheServiceTakesForStopped_EndsIt(string version)
    {
        Use(version);
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("forgotten"));
        Emulator.ForgetThatItRuns(sandbox.ContainerName!);
        await ShouldBeReachableAsync(sandbox);

        await backend.DestroyAsync(sandbox);

        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task DestroyAsync_CommandsThatWorkAndSayTheyDidNot_IsDone(string version)
    {
        Use(version);
        Emulator.Set("xpc-timeout", "stop\ndelete\n");
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("slow"));

        await backend.DestroyAsync(sandbox);

        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [InlineData("0.6.0")]
    [InlineData("1.4.1")]
    public async Task DestroyAsync_StopThatHangs_RemovesByForce(string version)
    {
        Use(version);
        Emulator.Set("hang", "stop\n");
        var backend = NewBackend(options => options.CommandTimeout = TimeSpan.FromSeconds(4));
        var sandbox = await backend.CreateAsync(Request("hung"));

        await backend.DestroyAsync(sandbox);

        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [InlineData("0.6.0")]
    [InlineData("1.4.1")]
    public async Task IsAliveAsync_ListThatHangs_IsTimedOutAndNotFalse(string version)
    {
        Use(version);
        var backend = NewBackend(options => options.CommandTimeout = TimeSpan.FromSeconds(3));
        var sandbox = await backend.CreateAsync(Request("one"));
        Emulator.Set("hang", "list\n");

        await ShouldFailAsync(() => backend.IsAliveAsync(sandbox), SandboxErrorCode.TimedOut);

        Emulator.Unset("hang");
        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
    }

    [Theory]
    [InlineData("0.6.0")]
    [InlineData("1.4.1")]
    public async Task CreateAsync_CommandLineThatHangsAfterItsWork_LeavesNothing(string version)
    {
        Use(version);
        Emulator.Set("hang-after", "run\n");
        var backend = NewBackend(options => options.StartTimeout = TimeSpan.FromSeconds(5));

        await ShouldFailAsync(() => backend.CreateAsync(Request("hung")), SandboxErrorCode.TimedOut);

        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [InlineData("0.9.0")]
    [InlineData("1.2.2")]
    public async Task CreateAsync_SandboxOfAnotherProcessThatHasEnded_IsReplacedAtOnce(string version)
    {
        Use(version);
        using (var other = NewBackend())
        {
            await other.CreateAsync(Request("dead"));
        }

        await Emulator.RunAsync("stop", "-t", "1", $"{Prefix}-dead");
        var backend = NewBackend();
        await backend.ListRunningAsync();

        await ShouldBeReachableAsync(await backend.CreateAsync(Request("dead")).WaitAsync(TimeSpan.FromSeconds(9)));
    }
}
