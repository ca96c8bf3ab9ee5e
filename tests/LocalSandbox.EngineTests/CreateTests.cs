using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

public sealed class CreateTests : EngineTest
{
    [EngineFact]
    public async Task CreateAsync_Defaults_IsReachableOnLoopbackOnlyAndKnownByItsLabels()
    {
        var backend = NewBackend(options => options.Labels["team"] = "blue");

        var sandbox = await backend.CreateAsync(Request("first") with { ThreadId = "thread 7/ü" });

        await ShouldBeReachableAsync(sandbox);
        sandbox.ContainerName.Should().Be($"{Prefix}-first");
        sandbox.Url!.Host.Should().Be("127.0.0.1");
        sandbox.Url.Port.Should().Be(BasePort);
        sandbox.CreatedAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromSeconds(30));

        var container = await DockerCli.InspectAsync(sandbox.ContainerName!);
        container.GetProperty("Id").GetString().Should().Be(sandbox.ContainerId);
        var binding = container.GetProperty("NetworkSettings").GetProperty("Ports").GetProperty("8080/tcp");
        binding.GetArrayLength().Should().Be(1);
        binding[0].GetProperty("HostIp").GetString().Should().Be("127.0.0.1");
        var labels = container.GetProperty("Config").GetProperty("Labels");
        labels.GetProperty(DockerCli.PrefixLabel).GetString().Should().Be(Prefix);
        labels.GetProperty("team").GetString().Should().Be("blue");
        foreach (var own in labels.EnumerateObject().Where(label => label.Name.StartsWith("io.localsandbox.", StringComparison.Ordinal)))
        {
            own.Value.GetString().Should().MatchRegex("^[A-Za-z0-9_.-]*$", "other runtimes refuse more in {0}", own.Name);
        }

        labels.GetProperty("io.localsandbox.thread").GetString().Should().NotBeEmpty();
    }

    [EngineFact]
    public async Task CreateAsync_WideBindAddress_PublishesOnEveryInterface()
    {
        var sandbox = await NewBackend(options => options.BindAddress = "0.0.0.0").CreateAsync(Request("wide"));

        var container = await DockerCli.InspectAsync(sandbox.ContainerId!);
        container.GetProperty("NetworkSettings").GetProperty("Ports").GetProperty("8080/tcp")[0]
            .GetProperty("HostIp").GetString().Should().Be("0.0.0.0");
        await ShouldBeReachableAsync(sandbox);
    }

    [EngineFact]
    public async Task CreateAsync_BadRequest_StartsNoProcess()
    {
        var runner = new InterceptingRunner();
        var backend = NewBackend(runner: runner);

        await ShouldFailAsync(() => backend.CreateAsync(Request("-x")), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(() => backend.CreateAsync(Request("")), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(() => backend.CreateAsync(Request(new string('x', 64))), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(() => backend.CreateAsync(Request("id", ("A=B", "x"))), SandboxErrorCode.InvalidRequest);
        await ShouldFailAsync(
            () => backend.CreateAsync(Request("id") with { Mounts = [new SandboxMount("relative", "/data")] }), SandboxErrorCode.InvalidRequest);

        runner.Verbs.Should().BeEmpty();
    }

    [EngineFact]
    public async Task CreateAsync_ExtraArguments_ReachTheEngine()
    {
        var sandbox = await NewBackend(options =>
        {
            options.ExtraRunArguments.Add("--hostname");
            options.ExtraRunArguments.Add("odd-host");
        }).CreateAsync(Request("extra"));

        (await DockerCli.RunAsync("container", "inspect", "--format", "{{.Config.Hostname}}", sandbox.ContainerId!)).Should().Be("odd-host");
    }

    [EngineFact]
    public async Task CreateAsync_BrokenClientConfiguration_OnlyWarnsAndEverythingStillWorks()
    {
        // The command line then begins every answer on standard error with a WARNING line, "no such container" included.
        var folder = Directory.CreateTempSubdirectory("lst-config-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), "{ broken");
        var backend = NewBackend(runner: InterceptingRunner.WithVariable("DOCKER_CONFIG", folder));

        (await backend.DiscoverAsync("warned")).Should().BeNull();
        var sandbox = await backend.CreateAsync(Request("warned"));
        (await backend.CreateAsync(Request("warned"))).ContainerId.Should().Be(sandbox.ContainerId);
        await DockerCli.RunAsync("rm", "-f", sandbox.ContainerId!);
        (await backend.IsAliveAsync(sandbox)).Should().BeFalse();
        await backend.DestroyAsync(sandbox);

        Directory.Delete(folder, recursive: true);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_RunnerThatTimesOutTheRun_LeavesNothing()
    {
        // As if the engine were slow: the client is killed while the engine works on.
        var runner = new InterceptingRunner
        {
            Before = command => Task.FromResult(
                command.Arguments[0] is "run" ? command with { Timeout = TimeSpan.FromMilliseconds(40) } : command),
        };

        await ShouldFailAsync(() => NewBackend(runner: runner).CreateAsync(Request("killed")), SandboxErrorCode.TimedOut);
        await ShouldHaveLeftNothingAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await ShouldHaveLeftNothingAsync();
    }
}
