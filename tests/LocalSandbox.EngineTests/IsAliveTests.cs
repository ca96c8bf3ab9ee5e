using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

public sealed class IsAliveTests : EngineTest
{
    [EngineFact]
    public async Task IsAliveAsync_ThroughTheLifeOfASandbox_FollowsIt()
    {
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("life"));
        (await backend.IsAliveAsync(sandbox)).Should().BeTrue("it runs");
        (await backend.IsAliveAsync(new SandboxInfo("life"))).Should().BeTrue("its name is enough");

        await DockerCli.RunAsync("pause", sandbox.ContainerId!);
        (await backend.IsAliveAsync(sandbox)).Should().BeFalse("it is paused");

        await DockerCli.RunAsync("unpause", sandbox.ContainerId!);
        (await backend.IsAliveAsync(sandbox)).Should().BeTrue("it runs again");

        await DockerCli.RunAsync("stop", "-t", "0", sandbox.ContainerId!);
        (await backend.IsAliveAsync(sandbox)).Should().BeFalse("it is stopped");

        await DockerCli.RunAsync("rm", "-f", sandbox.ContainerId!);
        (await backend.IsAliveAsync(sandbox)).Should().BeFalse("it is gone");
        (await backend.IsAliveAsync(new SandboxInfo("life"))).Should().BeFalse("its name is gone");
    }

    [EngineFact]
    public async Task IsAliveAsync_RecreatedBySomeoneElse_IsAnotherSandbox()
    {
        var backend = NewBackend();
        var first = await backend.CreateAsync(Request("reborn"));
        await DockerCli.RunAsync("rm", "-f", first.ContainerId!);
        var second = await NewBackend().CreateAsync(Request("reborn"));

        (await backend.IsAliveAsync(first)).Should().BeFalse();
        (await backend.IsAliveAsync(second)).Should().BeTrue();

        await backend.DestroyAsync(first);
        (await backend.IsAliveAsync(second)).Should().BeTrue("destroying the first generation must not touch the second");
    }

    [EngineFact]
    public async Task IsAliveAsync_RenamedBySomeoneElse_IsStillThisSandbox()
    {
        var backend = NewBackend();
        var sandbox = await backend.CreateAsync(Request("renamed"));
        await DockerCli.RunAsync("rename", sandbox.ContainerId!, $"{Prefix}-other");

        (await backend.IsAliveAsync(sandbox)).Should().BeTrue();
    }

    [EngineFact]
    public async Task IsAliveAsync_ForeignContainerOfThatName_IsFalse()
    {
        await StartForeignAsync("--name", $"{Prefix}-foreign");

        (await NewBackend().IsAliveAsync(new SandboxInfo("foreign"))).Should().BeFalse();
    }
}
