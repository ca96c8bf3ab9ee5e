using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

/// <summary>What the engine refuses at once, or after it has already made a container.</summary>
public sealed class RefusedStartTests : EngineTest
{
    [EngineTheory]
    [InlineData(SandboxErrorCode.InvalidRequest, "--no-such-option")]
    [InlineData(SandboxErrorCode.InvalidRequest, "--memory=1m")]
    [InlineData(SandboxErrorCode.InvalidRequest, "--network=lst-no-such-network")]
    [InlineData(SandboxErrorCode.InvalidRequest, "--security-opt=nonsense")]
    [InlineData(SandboxErrorCode.InvalidRequest, "--cap-drop=NONSENSE")]
    [InlineData(SandboxErrorCode.InvalidRequest, "--user=no-such-user")]
    [InlineData(SandboxErrorCode.ExitedEarly, "--entrypoint=/no-such-program")]
    [InlineData(SandboxErrorCode.StartFailed, "--entrypoint=/no-such-program", "--init=false")]
    [InlineData(SandboxErrorCode.StartFailed, "--entrypoint=/www", "--init=false")]
    [InlineData(SandboxErrorCode.Unsupported, "--gpus=all")]
    public async Task CreateAsync_ArgumentThatTheEngineRefuses_SaysSoAndLeavesNothing(SandboxErrorCode code, params string[] arguments)
    {
        var backend = NewBackend(options =>
        {
            options.PortRange = 1;
            Array.ForEach(arguments, options.ExtraRunArguments.Add);
        });

        var failure = await ShouldFailAsync(() => backend.CreateAsync(Request("refused")), code);

        failure.Message.Should().NotContain("--help");
        failure.Output.Should().NotBeNullOrEmpty();
        await ShouldHaveLeftNothingAsync();
        PortBlock.IsFree(BasePort).Should().BeTrue();
        await ShouldFailAsync(() => backend.CreateAsync(Request("refused")), code);
    }

    [EngineFact]
    public async Task CreateAsync_AddressThatThisMachineDoesNotHave_IsInvalidRequestAndLeavesNothing()
    {
        await ShouldFailAsync(() => NewBackend(options => options.BindAddress = "10.254.254.254").CreateAsync(Request("elsewhere")), SandboxErrorCode.InvalidRequest);

        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task CreateAsync_ImageNameThatIsNone_IsInvalidRequest() =>
        await ShouldFailAsync(() => NewBackend(options => options.Image = "UPPER/Case:1").CreateAsync(Request("misnamed")), SandboxErrorCode.InvalidRequest);

    [EngineFact]
    public async Task CreateAsync_NetworkOfTheHost_IsJoined()
    {
        await DockerCli.RunAsync("network", "create", Prefix);
        try
        {
            var backend = NewBackend(options => options.Network = Prefix);
            var sandbox = await backend.CreateAsync(Request("networked"));

            await ShouldBeReachableAsync(sandbox);
            (await DockerCli.InspectAsync(sandbox.ContainerId!)).GetProperty("NetworkSettings").GetProperty("Networks")
                .EnumerateObject().Select(network => network.Name).Should().Equal(Prefix);
            await backend.DestroyAsync(sandbox);
        }
        finally
        {
            await DockerCli.RunAsync("network", "rm", Prefix);
        }
    }
}
