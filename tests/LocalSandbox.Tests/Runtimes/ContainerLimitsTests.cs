using LocalSandbox.Runtimes;

namespace LocalSandbox.Tests.Runtimes;

public sealed class ContainerLimitsTests
{
    [Theory]
    [InlineData(SandboxIsolation.Browser, "2g", 2.0, 512)]
    [InlineData(SandboxIsolation.Strict, "2g", 2.0, 512)]
    [InlineData(SandboxIsolation.Compatible, null, null, null)]
    public void For_NothingSet_AreThoseOfTheIsolation(SandboxIsolation isolation, string? memory, double? cpus, int? pids) =>
        ContainerLimits.For(new LocalSandboxOptions { Isolation = isolation }).Should().Be(new ContainerLimits(memory, cpus, pids));

    [Theory]
    [InlineData(SandboxIsolation.Browser)]
    [InlineData(SandboxIsolation.Compatible)]
    public void For_Set_WinsOverTheIsolation(SandboxIsolation isolation) =>
        ContainerLimits.For(new LocalSandboxOptions { Isolation = isolation, Memory = "64m", Cpus = 0.25, PidsLimit = 9 })
            .Should().Be(new ContainerLimits("64m", 0.25, 9));

    [Fact]
    public void For_Zero_IsNoLimit() =>
        ContainerLimits.For(new LocalSandboxOptions { Memory = "0", Cpus = 0, PidsLimit = 0 }).Should().Be(new ContainerLimits(null, null, null));
}
