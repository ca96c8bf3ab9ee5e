using System.Text;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Testing;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

public sealed class SecretTests(ITestOutputHelper output) : EngineTest
{
    private readonly string _canary = $"canary-{Guid.NewGuid():N}";

    [EngineFact(Needs = Needs.Linux)]
    public async Task CreateAsync_WhileItRuns_NoCommandLineOfAnyProcessHoldsAValue()
    {
        var backend = NewBackend(options => options.Environment["FROM_OPTIONS"] = _canary);
        using var stop = new CancellationTokenSource();
        var scan = Task.Run(() => CommandLineScan.Until(_canary, $"{Prefix}-secret", stop.Token), CancellationToken.None);

        for (var i = 0; i < 5; i++)
        {
            await backend.DestroyAsync(await backend.CreateAsync(Request($"secret-{i}", ("TOKEN", _canary), ("HTTPS_PROXY", $"http://u:{_canary}@proxy.invalid"))));
        }

        await stop.CancelAsync();
        var (scans, withName, withCanary) = await scan;
        output.WriteLine($"{scans} scans, {withName} sightings of a command line with the name, {withCanary} with the secret");
        withName.Should().BePositive("the scan must be quick enough to see the command lines at all");
        withCanary.Should().Be(0);
    }

    [EngineFact]
    public async Task EveryOperation_AtEveryLogLevel_NoLineHoldsAValue()
    {
        var backend = NewBackend(FewSecondsAndAValue);
        var request = Request("secret", ("TOKEN", _canary), ("HTTPS_PROXY", _canary), ("SANDBOX_MODE", "ready"));
        var sandbox = await backend.CreateAsync(request);
        var told = new List<object?>
        {
            await backend.CreateAsync(request),
            await backend.GetOrCreateAsync(request),
            await backend.DiscoverAsync("secret"),
            await backend.IsAliveAsync(sandbox),
        };
        told.AddRange(await backend.ListRunningAsync());
        told.AddRange(await ToldByUpkeepAsync(backend));
        await backend.DestroyAsync(sandbox);
        foreach (var mode in new[] { "exit", "unhealthy", $"unknown {_canary}" })
        {
            var failure = (await FluentActions.Awaiting(() => backend.CreateAsync(Request("fails", (Mode, mode), ("TOKEN", _canary))))
                .Should().ThrowAsync<SandboxException>()).Which;
            told.AddRange([failure, failure.Output]);
        }

        Log.Count.Should().BeGreaterThan(10);
        Log.GetSnapshot().Select(Describe).Should().NotContain(line => line.Contains(_canary, StringComparison.Ordinal));
        told.Append(request).Select(one => $"{one}").Should().NotContain(text => text.Contains(_canary, StringComparison.Ordinal));
    }

    /// <summary>What is dead and unhealthy is told of in more words than what is well, and a sandbox that ended has written its value.</summary>
    [EngineFact]
    public async Task Upkeep_OfDeadAndUnhealthySandboxes_NoLineHoldsAValue()
    {
        var backend = NewBackend(options =>
        {
            FewSecondsAndAValue(options);
            options.ReadyTimeout = TimeSpan.Zero;
        });
        await backend.CreateAsync(Request("dead", (Mode, $"unknown {_canary}"), ("TOKEN", _canary)));
        await backend.CreateAsync(Request("ill", (Mode, "unhealthy"), ("TOKEN", _canary), ("HTTPS_PROXY", _canary)));
        var other = NewBackend(FewSecondsAndAValue);
        await EventuallyAsync(async () => !await other.IsAliveAsync(new SandboxInfo("dead")), "the end of a sandbox that does not know its mode");

        var told = await ToldByUpkeepAsync(other);
        DisposeAll();
        told.AddRange(await ToldByUpkeepAsync(NewBackend(FewSecondsAndAValue)));

        told.OfType<SweptSandbox>().Should().Contain(swept => swept.IsRemoved).And.Contain(swept => swept.Use == SandboxUse.Undecided);
        Log.GetSnapshot().Select(Describe).Concat(told.Select(one => $"{one}"))
            .Should().NotContain(text => text.Contains(_canary, StringComparison.Ordinal));
    }

    [EngineFact]
    public async Task CreateAsync_RefusedByTheEngineWithAnEcho_MasksTheValue()
    {
        // The engine quotes what it refuses, here a line of the file that carries reserved variables.
        var runner = new InterceptingRunner { Before = command => Task.FromResult(Spoil(command)) };

        var failure = await FluentActions.Awaiting(() => NewBackend(runner: runner).CreateAsync(Request("echo", ("HTTPS_PROXY", _canary))))
            .Should().ThrowAsync<SandboxException>();

        output.WriteLine(failure.Which.Message);
        failure.Which.ToString().Should().NotContain(_canary);
        await ShouldHaveLeftNothingAsync();

        static ProcessCommand Spoil(ProcessCommand command) =>
            command.StandardInput is { } lines ? command with { StandardInput = $"bad name {lines}" } : command;
    }

    [EngineFact(Needs = Needs.Linux)]
    public async Task CreateAsync_ReservedVariables_LeaveNoFileBehind()
    {
        var folder = Directory.CreateTempSubdirectory("lst-temp-");
        var environment = new Dictionary<string, string> { ["TMPDIR"] = folder.FullName, ["DOTNET_EnableDiagnostics"] = "0" };

        var sandbox = await Peer.AskAsync<SandboxInfo>("create", Prefix, BasePort, "files", [$"PATH={_canary}", $"HOME={_canary}", $"TOKEN={_canary}"], environment);

        Encoding.UTF8.GetString(await GetBytesAsync(sandbox!, "/environ")).Should().Contain($"PATH={_canary}");
        folder.GetFileSystemInfos("*", SearchOption.AllDirectories).Select(file => file.Name).Should().BeEmpty();
        folder.Delete(recursive: true);
    }

    private void FewSecondsAndAValue(LocalSandboxOptions options)
    {
        options.ReadyTimeout = TimeSpan.FromSeconds(2);
        options.DiscoverTimeout = TimeSpan.FromSeconds(1);
        options.Environment["FROM_OPTIONS"] = _canary;
    }

    /// <summary>Sweeps, diagnoses and checks the health, and collects what each of them tells.</summary>
    private static async Task<List<object?>> ToldByUpkeepAsync(LocalContainerBackend backend)
    {
        var diagnostics = new SandboxDiagnostics(backend);
        var check = new SandboxHealthCheck(diagnostics);
        var context = new HealthCheckContext
        {
            Registration = new HealthCheckRegistration("sandboxes", check, failureStatus: null, tags: null),
        };
        var health = await check.CheckHealthAsync(context);
        return
        [
            await diagnostics.RunAsync(),
            health.Description,
            .. health.Data.Values,
            .. (await new SandboxSweeper(backend).SweepAsync()).Sandboxes,
        ];
    }

    private static string Describe(FakeLogRecord record) =>
        $"{record.Message} {string.Join(' ', record.StructuredState?.Select(pair => pair.Value) ?? [])} {record.Exception}";
}
