using LocalSandbox.EngineTests.Conformance.Runtimes;

namespace LocalSandbox.EngineTests.Conformance;

/// <summary>What really confines a sandbox, seen from inside where there is an inside.</summary>
public sealed class IsolationTests : ConformanceTest
{
    private const long Mebibyte = 1L << 20;

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_BrowserProfile_IsEnforced(string runtime) =>
        await ShouldEnforceAsync(runtime, new Asked(SandboxIsolation.Browser, 2048 * Mebibyte, 2, 512), _ => { });

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_StrictProfile_IsEnforced(string runtime) =>
        await ShouldEnforceAsync(
            runtime, new Asked(SandboxIsolation.Strict, 2048 * Mebibyte, 2, 512), options => options.Isolation = SandboxIsolation.Strict);

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_CompatibleProfile_LimitsNothing(string runtime) =>
        await ShouldEnforceAsync(
            runtime, new Asked(SandboxIsolation.Compatible, null, null, null), options => options.Isolation = SandboxIsolation.Compatible);

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_LimitsOfTheOptions_WinOverTheProfile(string runtime) =>
        await ShouldEnforceAsync(
            runtime,
            new Asked(SandboxIsolation.Browser, 256 * Mebibyte, 0.5, 40),
            options => (options.Memory, options.Cpus, options.PidsLimit) = ("256m", 0.5, 40));

    private async Task ShouldEnforceAsync(string runtime, Asked asked, Action<LocalSandboxOptions> ask)
    {
        Use(runtime);

        var sandbox = await NewBackend(ask).CreateAsync(Request("confined"));

        await ShouldBeReachableAsync(sandbox);
        await Runtime.ShouldEnforceAsync(asked, sandbox, Warnings);
    }
}
