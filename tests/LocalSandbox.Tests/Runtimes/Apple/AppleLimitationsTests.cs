using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleLimitationsTests
{
    private static readonly AppleVersion V060 = new(0, 6, 0);
    private static readonly AppleVersion V122 = new(1, 2, 2);

    [Fact]
    public void Of_DefaultsOnANewVersion_AreWhatItCannotDo() =>
        Settings(Specs.Simple, V122).Should().BeEquivalentTo("Isolation (no new privileges)", "PidsLimit");

    [Fact]
    public void Of_DefaultsOnTheOldestVersion_AreMore() =>
        Settings(Specs.Simple, V060).Should().BeEquivalentTo("Isolation (no new privileges)", "Isolation (capabilities)", "PidsLimit", "Init");

    [Fact]
    public void Of_Strict_NamesSeccomp() =>
        Settings(Specs.Simple with { Isolation = SandboxIsolation.Strict }, V122).Should().Contain("Isolation (seccomp)");

    [Fact]
    public void Of_NoLimits_NamesThoseThatAreThereAllTheSame() =>
        Settings(Specs.Simple with { Isolation = SandboxIsolation.Compatible, Limits = new ContainerLimits(null, null, null) }, V122)
            .Should().BeEquivalentTo("Memory", "Cpus");

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(1.25, true)]
    [InlineData(1, false)]
    public void Of_PartsOfACpu_NamesCpus(double cpus, bool isNamed) =>
        Settings(Specs.Simple with { Limits = new ContainerLimits("2g", cpus, null) }, V122).Contains("Cpus").Should().Be(isNamed);

    [Fact]
    public void Of_Anything_SaysWhatTheVersionCannotDo() =>
        new[] { SandboxIsolation.Strict, SandboxIsolation.Compatible }
            .SelectMany(isolation => new[] { new ContainerLimits(null, null, null), new ContainerLimits("2g", 0.5, 64) }
                .SelectMany(limits => AppleLimitations.Of(Specs.Simple with { Isolation = isolation, Limits = limits }, V060)))
            .Select(limitation => limitation.Limitation)
            .Should().HaveCountGreaterThan(8).And.NotContain("");

    private static List<string> Settings(ContainerSpec spec, AppleVersion version) =>
        [.. AppleLimitations.Of(spec, version).Select(limitation => limitation.Setting)];
}
