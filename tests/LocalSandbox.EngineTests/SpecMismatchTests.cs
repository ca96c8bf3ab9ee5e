using LocalSandbox.EngineTests.Harness;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.EngineTests;

public sealed class SpecMismatchTests : EngineTest
{
    [EngineFact]
    public async Task CreateAsync_SameSpecification_AdoptsWithoutAWarning()
    {
        var mount = new SandboxMount(Path.GetTempPath(), "/data", ReadOnly: true);
        var first = await NewBackend().CreateAsync(Request("same") with { Mounts = [mount] });

        var again = await NewBackend(options => options.SpecMismatch = SpecMismatchPolicy.Fail).CreateAsync(Request("same") with { Mounts = [mount] });

        again.ContainerId.Should().Be(first.ContainerId);
        Log.GetSnapshot().Should().NotContain(record => record.Level == LogLevel.Warning);
    }

    [EngineFact]
    public async Task CreateAsync_AdoptPolicy_AdoptsAndWarnsWhatDiffers()
    {
        var first = await NewBackend().CreateAsync(Request("differs"));

        var adopted = await NewBackend(options => options.Memory = "100m")
            .CreateAsync(Request("differs") with { Mounts = [new SandboxMount(Path.GetTempPath(), "/data")] });

        adopted.ContainerId.Should().Be(first.ContainerId);
        Log.GetSnapshot().Should().Contain(record =>
            record.Level == LogLevel.Warning && record.Message.Contains("other mounts, other limits", StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task CreateAsync_RecreatePolicy_ReplacesTheContainer()
    {
        var first = await NewBackend().CreateAsync(Request("differs"));

        var second = await NewBackend(options => (options.Memory, options.SpecMismatch) = ("100m", SpecMismatchPolicy.Recreate))
            .CreateAsync(Request("differs"));

        second.ContainerId.Should().NotBe(first.ContainerId);
        (await DockerCli.InspectAsync(second.ContainerId!)).GetProperty("HostConfig").GetProperty("Memory").GetInt64().Should().Be(100L << 20);
        await ShouldBeReachableAsync(second);
        (await ContainersAsync()).Should().Equal($"{Prefix}-differs running");
    }

    [EngineFact]
    public async Task CreateAsync_FailPolicy_FailsAndLeavesTheContainerAlone()
    {
        var backend = NewBackend();
        var first = await backend.CreateAsync(Request("differs"));

        var failure = await ShouldFailAsync(
            () => NewBackend(options => (options.PidsLimit, options.SpecMismatch) = (100, SpecMismatchPolicy.Fail)).CreateAsync(Request("differs")),
            SandboxErrorCode.NameTaken);

        failure.Message.Should().Contain("limits");
        (await backend.IsAliveAsync(first)).Should().BeTrue();
    }

    [EngineFact]
    public async Task CreateAsync_AnotherImage_IsNamedAsTheDifference()
    {
        var tag = $"{Prefix}:1";
        await DockerCli.RunAsync("tag", Engine.Image, tag);
        try
        {
            await NewBackend(options => options.Image = tag).CreateAsync(Request("image"));

            var failure = await ShouldFailAsync(
                () => NewBackend(options => options.SpecMismatch = SpecMismatchPolicy.Fail).CreateAsync(Request("image")), SandboxErrorCode.NameTaken);

            failure.Message.Should().Contain("another image");
        }
        finally
        {
            await DockerCli.RunAsync("rmi", tag);
        }
    }

    [EngineFact]
    public async Task CreateAsync_SecondCallWithOtherVariables_IsNoMismatch()
    {
        var first = await NewBackend().CreateAsync(Request("variables", ("TOKEN", "one")));

        var again = await NewBackend(options => options.SpecMismatch = SpecMismatchPolicy.Fail).CreateAsync(Request("variables", ("TOKEN", "two")));

        again.ContainerId.Should().Be(first.ContainerId);
    }
}
