using System.Text.Json;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

public sealed class IsolationTests : EngineTest
{
    private const long Gibibyte = 1L << 30;

    [EngineFact]
    public async Task CreateAsync_BrowserProfile_IsWhatTheEngineEnforces()
    {
        var sandbox = await NewBackend().CreateAsync(Request("browser"));

        var host = await HostConfigAsync(sandbox);
        Texts(host, "SecurityOpt").Should().BeEquivalentTo("seccomp=unconfined", "no-new-privileges");
        Texts(host, "CapDrop").Should().BeEquivalentTo("ALL");
        Texts(host, "CapAdd").Select(WithoutCap).Should().BeEquivalentTo("CHOWN", "SETUID", "SETGID", "DAC_OVERRIDE", "FOWNER");
        ShouldHaveLimits(host, 2 * Gibibyte, 2, 512);
        host.GetProperty("Init").GetBoolean().Should().BeTrue();
        host.GetProperty("AutoRemove").GetBoolean().Should().BeFalse();

        var status = await GetAsync(sandbox, "/status");
        status.Should().MatchRegex(@"CapEff:\s+00000000000000cb").And.MatchRegex(@"NoNewPrivs:\s+1").And.MatchRegex(@"Seccomp:\s+0");
    }

    [EngineFact]
    public async Task CreateAsync_StrictProfile_IsWhatTheEngineEnforces()
    {
        var sandbox = await NewBackend(options => options.Isolation = SandboxIsolation.Strict).CreateAsync(Request("strict"));

        var host = await HostConfigAsync(sandbox);
        Texts(host, "SecurityOpt").Should().BeEquivalentTo("no-new-privileges");
        Texts(host, "CapDrop").Should().BeEquivalentTo("ALL");
        Texts(host, "CapAdd").Should().BeEmpty();
        ShouldHaveLimits(host, 2 * Gibibyte, 2, 512);

        var status = await GetAsync(sandbox, "/status");
        status.Should().MatchRegex(@"CapEff:\s+0000000000000000").And.MatchRegex(@"NoNewPrivs:\s+1").And.MatchRegex(@"Seccomp:\s+2");
    }

    [EngineFact]
    public async Task CreateAsync_CompatibleProfile_OnlySwitchesSeccompOff()
    {
        var sandbox = await NewBackend(options => options.Isolation = SandboxIsolation.Compatible).CreateAsync(Request("compatible"));

        var host = await HostConfigAsync(sandbox);
        Texts(host, "SecurityOpt").Should().BeEquivalentTo("seccomp=unconfined");
        Texts(host, "CapDrop").Should().BeEmpty();
        Texts(host, "CapAdd").Should().BeEmpty();
        ShouldHaveLimits(host, 0, 0, 0);

        (await GetAsync(sandbox, "/status")).Should().MatchRegex(@"NoNewPrivs:\s+0").And.MatchRegex(@"Seccomp:\s+0");
    }

    [EngineFact]
    public async Task CreateAsync_LimitsOfTheOptions_WinOverTheProfile()
    {
        var sandbox = await NewBackend(options =>
        {
            options.Memory = "64m";
            options.Cpus = 0.5;
            options.PidsLimit = 20;
            options.User = "1000:1000";
            options.Init = false;
        }).CreateAsync(Request("limited"));

        var host = await HostConfigAsync(sandbox);
        ShouldHaveLimits(host, 64 * 1024 * 1024, 0.5, 20);
        host.TryGetProperty("Init", out var init).Should().Be(init.ValueKind is not JsonValueKind.Undefined);
        init.ValueKind.Should().NotBe(JsonValueKind.True);
        (await GetAsync(sandbox, "/status")).Should().MatchRegex(@"Uid:\s+1000");
    }

    [EngineFact]
    public async Task CreateAsync_LimitsOfZero_AreNoLimits()
    {
        var sandbox = await NewBackend(options => (options.Memory, options.Cpus, options.PidsLimit) = ("0", 0, 0)).CreateAsync(Request("free"));

        ShouldHaveLimits(await HostConfigAsync(sandbox), 0, 0, 0);
    }

    [EngineFact]
    public async Task CreateAsync_MoreCpusThanTheMachineHas_StartsAllTheSame()
    {
        // As a profile's two do on a machine with one.
        var backend = NewBackend(options => options.Cpus = Environment.ProcessorCount + 1);

        await ShouldBeReachableAsync(await backend.CreateAsync(Request("greedy")));
    }

    private static async Task<JsonElement> HostConfigAsync(SandboxInfo sandbox) =>
        (await DockerCli.InspectAsync(sandbox.ContainerId!)).GetProperty("HostConfig");

    private static void ShouldHaveLimits(JsonElement host, long memory, double cpus, int pids)
    {
        host.GetProperty("Memory").GetInt64().Should().Be(memory);
        host.GetProperty("MemorySwap").GetInt64().Should().Be(memory, "memory alone would allow as much swap again");
        host.GetProperty("CpuQuota").GetInt64().Should().Be((long)(cpus * 100_000), "that is of every 100 ms");
        (host.GetProperty("PidsLimit") is { ValueKind: JsonValueKind.Number } limit ? limit.GetInt32() : 0).Should().Be(pids);
    }

    /// <summary>Newer clients write the names in full.</summary>
    private static string WithoutCap(string? capability) => capability!.Replace("CAP_", "", StringComparison.Ordinal);

    private static IEnumerable<string?> Texts(JsonElement host, string name) =>
        host.GetProperty(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(text => text.GetString()) : [];
}
