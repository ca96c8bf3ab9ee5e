using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Conformance;

public sealed class CreateTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ThenDestroyAsync_IsReachableOnLoopbackAndThenGone(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.Labels["team"] = "blue");

        var sandbox = await backend.CreateAsync(Request("first") with { ThreadId = "thread 7=ü" });

        await ShouldBeReachableAsync(sandbox);
        sandbox.ContainerName.Should().Be($"{Prefix}-first");
        sandbox.ContainerId.Should().NotBeNullOrEmpty();
        sandbox.Url.Should().Be(new Uri($"http://127.0.0.1:{BasePort}/"));
        sandbox.CreatedAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(60));
        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
        await ShouldRunAloneAsync("first");

        await backend.DestroyAsync(sandbox);

        (await backend.IsAliveAsync(sandbox)).Should().BeFalse();
        backend.ReservedPortCount.Should().Be(0);
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_SeveralAtOnce_EachGetsItsOwnPort(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();

        var sandboxes = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => backend.CreateAsync(Request($"nr-{i}"))));

        sandboxes.Select(sandbox => sandbox.Url!.Port).Should().OnlyHaveUniqueItems();
        foreach (var sandbox in sandboxes)
        {
            await ShouldBeReachableAsync(sandbox);
        }
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_AfterDestroy_TheSamePortServesAgain(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.PortRange = 1);

        for (var round = 0; round < 2; round++)
        {
            var sandbox = await backend.CreateAsync(Request("again"));
            sandbox.Url!.Port.Should().Be(BasePort);
            await backend.DestroyAsync(sandbox);
        }

        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_SandboxThatStartsSlowly_IsWaitedFor(string runtime)
    {
        Use(runtime);

        await ShouldBeReachableAsync(await NewBackend().CreateAsync(Misbehaving("slow", "slow", delayMilliseconds: 1000)));
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_SandboxThatNeverAnswers_IsNotReadyAndLeavesNothing(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.ReadyTimeout = TimeSpan.FromSeconds(1));

        await ShouldFailAsync(() => backend.CreateAsync(Misbehaving("never", "never")), SandboxErrorCode.NotReady);

        backend.ReservedPortCount.Should().Be(0);
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ReadyTimeoutZero_DoesNotWait(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.ReadyTimeout = TimeSpan.Zero);

        var sandbox = await backend.CreateAsync(Misbehaving("unwaited", "never"));

        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_EngineChosenPort_IsReadBackOrUnsupported(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.BasePort = 0);

        if (Runtime.ChoosesPorts)
        {
            await ShouldBeReachableAsync(await backend.CreateAsync(Request("any")));
        }
        else
        {
            (await ShouldFailAsync(() => backend.CreateAsync(Request("any")), SandboxErrorCode.Unsupported)).Message.Should().Contain("BasePort");
            await ShouldHaveLeftNothingAsync();
        }
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_AutoRemove_LeavesNothingWhenTheProcessEnds(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.AutoRemove = true);
        var sandbox = await backend.CreateAsync(Request("removed"));

        await Runtime.StopAsync(sandbox.ContainerName!);

        await EventuallyAsync(async () => (await Runtime.ContainersAsync(Prefix)).Count == 0, "the removal by the runtime itself");
        (await backend.IsAliveAsync(sandbox)).Should().BeFalse();
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ImageThatIsNowhere_IsImageNotFoundAndNamesIt(string runtime)
    {
        Use(runtime);
        var backend = NewBackend(options => options.Image = "localhost:9/nowhere:1");

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Request("nowhere")), SandboxErrorCode.ImageNotFound);

        failure.Message.Should().Contain("localhost:9/nowhere:1");
        backend.ReservedPortCount.Should().Be(0);
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_BadRequest_StartsNothing(string runtime)
    {
        Use(runtime);
        var runner = new InterceptingRunner();
        var backend = NewBackend(runner: runner);

        await ShouldFailAsync(() => backend.CreateAsync(Request("-x")), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(() => backend.CreateAsync(Request("id", ("A=B", "x"))), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(
            () => backend.CreateAsync(Request("id") with { Mounts = [new SandboxMount("relative", "/data")] }), SandboxErrorCode.InvalidRequest);

        runner.Verbs.Should().BeEmpty();
    }
}
