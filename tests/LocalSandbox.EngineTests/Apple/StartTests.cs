using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Apple;

/// <summary>A machine that boots, an image that is pulled, and settings that not every version has.</summary>
public sealed class StartTests : EmulatedTest
{
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
        var backend = NewBackend(options => options.Image = "localsandbox/pulled:1", new InterceptingRunner
        {
            Before = command =>
            {
                commands.Add(string.Join(' ', command.Arguments.Take(2)));
                return Task.FromResult(command);
            },
        });

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
}
