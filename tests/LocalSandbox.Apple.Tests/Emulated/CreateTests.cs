using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.Tests.Runtimes.Apple.Emulated;

public sealed class CreateTests : EmulatedTest
{
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_ThenDestroyAsync_IsReachableOnLoopbackAndThenGone(string version)
    {
        Use(version);
        var backend = NewBackend(options => options.Labels["team"] = "blue");

        var sandbox = await backend.CreateAsync(Request("first") with { ThreadId = "thread 7=ü" });

        await ShouldBeReachableAsync(sandbox);
        sandbox.ContainerName.Should().Be($"{Prefix}-first");
        sandbox.ContainerId.Should().MatchRegex($"^{Prefix}-first@[0-9a-f]{{12}}$");
        sandbox.Url!.Host.Should().Be("127.0.0.1");
        sandbox.Url.Port.Should().Be(BasePort);
        sandbox.CreatedAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(60));
        (await Emulator.RunAsync("inspect", sandbox.ContainerName!)).Replace(" ", "", StringComparison.Ordinal)
            .Should().Contain("\"hostAddress\":\"127.0.0.1\"").And.Contain("\"team\":\"blue\"");
        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();

        await backend.DestroyAsync(sandbox);

        (await backend.IsAliveAsync(sandbox)).Should().BeFalse();
        backend.ReservedPortCount.Should().Be(0);
        await ShouldHaveLeftNothingAsync();
        await backend.DestroyAsync(sandbox);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_Settings_ReachTheContainerOrAreWarnedOf(string version)
    {
        Use(version);
        var backend = NewBackend(options => options.Cpus = 0.5);

        await backend.CreateAsync(Request("first"));
        await backend.CreateAsync(Request("second"));

        var inspected = (await Emulator.RunAsync("inspect", $"{Prefix}-first")).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        inspected.Should().Contain("\"cpus\":1").And.Contain("\"memoryInBytes\":2147483648");
        var warnings = Warnings();
        warnings.Should().OnlyHaveUniqueItems();
        warnings.Should().Contain(warning => warning.StartsWith("PidsLimit", StringComparison.Ordinal));
        warnings.Should().Contain(warning => warning.StartsWith("Cpus", StringComparison.Ordinal));
        warnings.Should().Contain(warning => warning.StartsWith("Isolation (no new privileges)", StringComparison.Ordinal));
        if (version is "0.6.0" or "0.9.0")
        {
            warnings.Should().Contain(warning => warning.StartsWith("Init", StringComparison.Ordinal));
            warnings.Should().Contain(warning => warning.StartsWith("Isolation (capabilities)", StringComparison.Ordinal));
        }
        else
        {
            inspected.Should().Contain("\"useInit\":true").And.Contain("\"capDrop\":[\"ALL\"]").And.Contain("\"capAdd\":[\"CHOWN\",");
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_SandboxThatStartsSlowly_IsWaitedFor(string version)
    {
        Use(version);

        await ShouldBeReachableAsync(await NewBackend().CreateAsync(Misbehaving("slow", "slow", delayMilliseconds: 1500)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_SandboxThatNeverAnswers_IsNotReadyAndLeavesNothing(string version)
    {
        Use(version);
        var backend = NewBackend(options => options.ReadyTimeout = TimeSpan.FromSeconds(1));

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Misbehaving("never", "never")), SandboxErrorCode.NotReady);

        failure.Message.Should().Contain("Local Network");
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_ProcessThatEndsAtOnce_IsExitedEarlyWithItsLastWords(string version)
    {
        Use(version);

        var failure = await ShouldFailAsync(() => NewBackend().CreateAsync(Misbehaving("dead", "exit")), SandboxErrorCode.ExitedEarly);

        failure.ExitCode.Should().BeNull();
        failure.Message.Should().NotContain("exit code 0").And.NotContain("exited with code");
        failure.Output.Should().Contain("cannot start: giving up");
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_ProcessThatEndsLater_IsExitedEarlyWithFiftyLines(string version)
    {
        Use(version);

        var failure = await ShouldFailAsync(
            () => NewBackend().CreateAsync(Misbehaving("dead", "exit-after", delayMilliseconds: 700)), SandboxErrorCode.ExitedEarly);

        failure.Output!.Split('\n').Should().HaveCount(50).And.EndWith("sandbox: log line 60 of 60");
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_PortTakenBetweenLookAndStart_TakesTheNextOneUnderTheSameName(string version)
    {
        Use(version);
        TcpListener? foreign = null;
        var backend = NewBackend(runner: new InterceptingRunner(command =>
        {
            if (command.Arguments[0] == "run" && foreign is null)
            {
                var published = command.Arguments[command.Arguments.ToList().IndexOf("-p") + 1].Split(':');
                foreign = new TcpListener(IPAddress.Loopback, int.Parse(published[1], CultureInfo.InvariantCulture));
                foreign.Start();
            }

            return Task.CompletedTask;
        }));

        var sandbox = await backend.CreateAsync(Request("moved"));

        sandbox.Url!.Port.Should().NotBe(BasePort);
        await ShouldBeReachableAsync(sandbox);
        (await Emulator.StatesAsync()).Should().ContainSingle().Which.Key.Should().Be($"{Prefix}-moved");
        foreign!.Stop();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_NameOfAForeignContainer_IsNameTakenAndLeavesItAlone(string version)
    {
        Use(version);
        await Emulator.RunAsync("run", "-d", "--name", $"{Prefix}-taken", Image);

        await ShouldFailAsync(() => NewBackend().CreateAsync(Request("taken")), SandboxErrorCode.NameTaken);

        (await Emulator.StatesAsync()).Should().Equal(new Dictionary<string, string> { [$"{Prefix}-taken"] = "running" });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_CancelledWhileItWaits_LeavesNothing(string version)
    {
        Use(version);
        using var caller = new CancellationTokenSource();

        var creating = NewBackend().CreateAsync(Misbehaving("cancelled", "never"), caller.Token);
        await EventuallyAsync(async () => (await Emulator.StatesAsync()).ContainsValue("running"), "the container's start");
        await caller.CancelAsync();

        (await FluentActions.Awaiting(() => creating).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(caller.Token);
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_CancelledWhileTheMachineBoots_LeavesNothing(string version)
    {
        Use(version);
        Emulator.Set("boot-ms", "1500");
        using var caller = new CancellationTokenSource();
        var backend = NewBackend();

        var creating = backend.CreateAsync(Request("cancelled"), caller.Token);
        await EventuallyAsync(() => Task.FromResult(Directory.Exists(Path.Combine(Emulator.Home, "containers", $"{Prefix}-cancelled"))), "the container");
        await caller.CancelAsync();

        await FluentActions.Awaiting(() => creating).Should().ThrowAsync<OperationCanceledException>();
        backend.ReservedPortCount.Should().Be(0);
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_CommandLineKilledWhileTheMachineBoots_LeavesNothing(string version)
    {
        Use(version);
        Emulator.Set("boot-ms", "20000");
        var backend = NewBackend(options => options.StartTimeout = TimeSpan.FromSeconds(2.5));

        await ShouldFailAsync(() => backend.CreateAsync(Request("killed")), SandboxErrorCode.TimedOut);

        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_ImageThatIsNotHere_IsPulledOnceAndThenStarted(string version)
    {
        Use(version);
        Emulator.Set("registry", "localsandbox/pulled:1 FROM=registry\n");
        var commands = new List<string>();
        var backend = NewBackend(options => options.Image = "localsandbox/pulled:1", new InterceptingRunner(command =>
        {
            commands.Add(string.Join(' ', command.Arguments.Take(2)));
            return Task.CompletedTask;
        }));

        var sandbox = await backend.CreateAsync(Request("pulled"));

        (await GetAsync(sandbox, "/environ")).Should().Contain("FROM=registry");
        commands.Where(command => command is "image inspect" or "image pull" or "run -d").Should().Equal("image inspect", "image pull", "run -d");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_ImageThatIsNowhere_IsImageNotFound(string version)
    {
        Use(version);

        var failure = await ShouldFailAsync(
            () => NewBackend(options => options.Image = "localsandbox/nowhere:1").CreateAsync(Request("nowhere")), SandboxErrorCode.ImageNotFound);

        failure.Message.Should().Contain("localsandbox/nowhere:1").And.Contain("401 Unauthorized");
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_EngineChosenPort_IsUnsupported(string version)
    {
        Use(version);

        var failure = await ShouldFailAsync(() => NewBackend(options => options.BasePort = 0).CreateAsync(Request("any")), SandboxErrorCode.Unsupported);

        failure.Message.Should().Contain("BasePort");
        await ShouldHaveLeftNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task CreateAsync_AutoRemove_LeavesNothingWhenTheProcessEnds(string version)
    {
        Use(version);
        var backend = NewBackend(options => options.AutoRemove = true);
        var sandbox = await backend.CreateAsync(Request("removed"));

        await Emulator.RunAsync("stop", "-t", "1", sandbox.ContainerName!);

        (await backend.IsAliveAsync(sandbox)).Should().BeFalse();
        await ShouldHaveLeftNothingAsync();
    }
}
