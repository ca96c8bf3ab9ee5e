namespace LocalSandbox.EngineTests.Apple;

/// <summary>What the emulator itself must do for the other tests to mean anything.</summary>
public sealed class EmulatorTests : EmulatedTest
{
    public static TheoryData<string, string> Refusals => new()
    {
        { "ps -a", "Error: Plugin 'container-ps' not found." },
        { "port x 8080", "Error: Plugin 'container-port' not found." },
        { "inspect -f x y", "Error: Unknown option '-f'" },
        { "ls --filter name=x", "Error: Unknown option '--filter'" },
        { "ls --format {{.Names}}", "Error: The value '{{.Names}}' is invalid for '--format <format>'. Please provide one of 'json', " },
        { "run -d --pull never x", "Error: Unknown option '--pull'" },
        { "run -d --cpus 0.5 x", "Error: The value '0.5' is invalid for '--cpus <cpus>'" },
        { "run -d --init=true x", "Error: The option '--init' does not take any value, but 'true' was specified." },
        { "list --all= --format json", "Error: The option '--all' does not take any value, but '' was specified." },
        { "run -d --name", "Error: Missing value for '--name <name>'" },
        { "run -d -e --x y", "Error: Missing value for '-e <env>'" },
        { "run -d", "Error: Missing expected argument '<image>'" },
        { "logs --tail 5 x", "Error: Unknown option '--tail'" },
        { "list x", "Error: Unexpected argument 'x'" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Arguments_DockerHabits_ExitWith64AndSayNothingOnStandardOutput(string arguments, string error)
    {
        Use("1.2.2");

        var result = await Emulator.TryAsync(arguments.Split(' '));

        result.ExitCode.Should().Be(64);
        result.StandardOutput.Should().BeEmpty();
        result.StandardError.Should().StartWith(error);
    }

    [Theory]
    [InlineData("0.6.0", "--progress none", false)]
    [InlineData("0.6.0", "--disable-progress-updates", true)]
    [InlineData("0.9.0", "--progress none", true)]
    [InlineData("0.9.0", "--progress plain", false)]
    [InlineData("0.12.3", "--progress plain", true)]
    [InlineData("0.9.0", "--init", false)]
    [InlineData("0.9.0", "--cap-drop ALL", false)]
    [InlineData("0.12.3", "--init --cap-drop ALL", true)]
    [InlineData("0.12.3", "--shm-size 1m", false)]
    [InlineData("1.2.2", "--shm-size 1m", true)]
    [InlineData("1.2.2", "--disable-progress-updates", false)]
    public async Task Run_Option_IsKnownFromItsVersionOn(string version, string options, bool isKnown)
    {
        Use(version);

        var result = await Emulator.TryAsync(["run", "-d", "--name", "one", .. options.Split(' '), "localsandbox/nowhere:1"]);

        result.ExitCode.Should().Be(isKnown ? 1 : 64, result.StandardError);
        result.StandardError.Should().MatchRegex(isKnown ? "401 Unauthorized" : "Unknown option|is invalid for");
    }

    [Theory]
    [InlineData("0.6.0", 0, "", 1, "failed to delete one or more containers: [\"nope\"]", 0)]
    [InlineData("0.9.0", 0, "", 1, "failed to delete one or more containers: [\"nope\"]", 0)]
    [InlineData("0.12.3", 1, "container with ID nope not found", 1, "container with ID nope not found", 0)]
    [InlineData("1.2.2", 1, "container with ID nope not found", 1, "container with ID nope not found", 1)]
    public async Task UnknownName_EachVersion_IsWhatItWas(string version, int stopCode, string stopError, int deleteCode, string deleteError, int inspectCode)
    {
        Use(version);

        var stop = await Emulator.TryAsync("stop", "nope");
        var delete = await Emulator.TryAsync("delete", "--force", "nope");
        var inspect = await Emulator.TryAsync("inspect", "nope");

        stop.ExitCode.Should().Be(stopCode);
        stop.StandardOutput.Should().BeEmpty();
        stop.StandardError.Contains(stopError, StringComparison.Ordinal).Should().BeTrue();
        delete.ExitCode.Should().Be(deleteCode);
        delete.StandardError.Should().Contain(deleteError);
        inspect.ExitCode.Should().Be(inspectCode);
        inspect.StandardOutput.Trim().Should().Be(inspectCode == 0 ? "[]" : "");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Run_NameTaken_IsSaidInTheFrameOfTheVersion(string version)
    {
        Use(version);
        await Emulator.RunAsync("run", "-d", "--name", "one", Image);

        var result = await Emulator.TryAsync("run", "-d", "--name", "one", Image);

        result.ExitCode.Should().Be(1);
        result.StandardError.Trim().Split('\n')[^1].Should().Be(version is "0.6.0" or "0.9.0"
            ? "Error: exists: \"container with id one already exists\""
            : "Error: container with id one already exists");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("ä-")]
    public async Task Run_BadName_IsRefused(string name)
    {
        Use("1.2.2");

        var result = await Emulator.TryAsync("run", "-d", $"--name={name}", Image);

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain($"container ID {name} is not a valid container ID");
    }

    [Theory]
    [InlineData("8080")]
    [InlineData("127.0.0.1::8080")]
    [InlineData("127.0.0.1:0:8080")]
    [InlineData("localhost:8081:8080")]
    [InlineData("::1:8081:8080")]
    public async Task Run_BadPort_IsRefused(string publish)
    {
        Use("1.2.2");

        var result = await Emulator.TryAsync("run", "-d", "--name", "one", "-p", publish, Image);

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain("invalid publish");
        (await Emulator.StatesAsync()).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Run_PortInUse_IsSaidAfterTheBootAndLeavesNothing(string version)
    {
        Use(version);
        await Emulator.RunAsync("run", "-d", "--name", "one", "-p", $"127.0.0.1:{BasePort}:8080", Image);

        var result = await Emulator.TryAsync("run", "-d", "--name", "two", "-p", $"127.0.0.1:{BasePort}:8080", Image);

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain("Address already in use (errno: 48)");
        (await Emulator.StatesAsync()).Keys.Should().Equal("one");
    }

    [Theory]
    [InlineData("0.9.0", 1)]
    [InlineData("1.2.2", 0)]
    public async Task List_JsonWithoutAll_HoldsStoppedOnesUpTo090(string version, int count)
    {
        Use(version);
        await Emulator.RunAsync("run", "-d", "--name", "one", Image);
        await Emulator.RunAsync("stop", "one");

        (await Emulator.RunAsync("list", "--format", "json")).Contains("\"one\"", StringComparison.Ordinal).Should().Be(count == 1);
    }

    [Fact]
    public async Task Folder_ThatVanishes_EndsTheMachines()
    {
        Use("1.2.2");
        await Emulator.RunAsync("run", "-d", "--name", "one", "-p", $"127.0.0.1:{BasePort}:8080", Image);
        (await IsListeningAsync(BasePort)).Should().BeTrue();

        Emulator.Dispose();

        await EventuallyAsync(async () => !await IsListeningAsync(BasePort), "the machine's end");
    }
}
