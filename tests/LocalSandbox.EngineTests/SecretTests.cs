using System.Text;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;
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
        var backend = NewBackend(options => options.ReadyTimeout = TimeSpan.FromSeconds(2));
        var request = Request("secret", ("TOKEN", _canary), ("HTTPS_PROXY", _canary), ("SANDBOX_MODE", "ready"));
        var sandbox = await backend.CreateAsync(request);
        await backend.CreateAsync(request);
        await backend.DiscoverAsync("secret");
        await backend.ListRunningAsync();
        await backend.IsAliveAsync(sandbox);
        await backend.DestroyAsync(sandbox);
        var failures = new List<Exception>();
        foreach (var mode in new[] { "exit", "unhealthy", $"unknown {_canary}" })
        {
            failures.Add((await FluentActions.Awaiting(() => backend.CreateAsync(Request("fails", (Mode, mode), ("TOKEN", _canary))))
                .Should().ThrowAsync<SandboxException>()).Which);
        }

        Log.Count.Should().BeGreaterThan(10);
        Log.GetSnapshot().Select(Describe).Should().NotContain(line => line.Contains(_canary, StringComparison.Ordinal));
        failures.Select(failure => failure.ToString()).Should().NotContain(text => text.Contains(_canary, StringComparison.Ordinal));
        failures.Cast<SandboxException>().Select(failure => failure.Output ?? "").Should().NotContain(text => text.Contains(_canary, StringComparison.Ordinal));
        request.ToString().Should().NotContain(_canary);
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

    private static string Describe(FakeLogRecord record) =>
        $"{record.Message} {string.Join(' ', record.StructuredState?.Select(pair => pair.Value) ?? [])} {record.Exception}";
}
