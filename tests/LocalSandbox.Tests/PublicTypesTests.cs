using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests;

/// <summary>Whatever a host may write to its own log by accident.</summary>
public sealed class PublicTypesTests : IDisposable
{
    private const string MadeByTheLibrary = "its texts are the library's, and what it quotes is masked before";

    /// <summary>Types that are handed no value of a variable, each with the reason.</summary>
    private static readonly Dictionary<Type, string> HoldNone = new()
    {
        [typeof(SandboxMount)] = "two paths",
        [typeof(SandboxInfo)] = "names, an id, an address and a date",
        [typeof(SandboxException)] = MadeByTheLibrary,
        [typeof(SandboxCheck)] = MadeByTheLibrary,
        [typeof(SandboxDiagnosis)] = MadeByTheLibrary,
        [typeof(SweptSandbox)] = MadeByTheLibrary,
        [typeof(SandboxSweepResult)] = MadeByTheLibrary,
    };

    private readonly Canary _canary = new();
    private readonly BackendFixture _fixture = new();

    [Fact]
    public async Task ToString_EveryPublicTypeThatIsHandedAValue_DoesNotShowIt()
    {
        var all = new List<object>();
        using var backend = await FilledAsync(all);
        using var inMemory = new InMemorySandboxBackend(new LocalSandboxOptions { Environment = { ["TOKEN"] = _canary.Value } });
        all.Add(inMemory);

        all.Select(one => one.GetType()).Concat(HoldNone.Keys).Should().BeEquivalentTo(
            PublicTypes(), "a type is either handed the value here, or stands in the list with the reason why it is handed none");
        _canary.ShouldNotBeIn(all.Select(one => one.ToString()));
    }

    public void Dispose() => _fixture.Dispose();

    private static IEnumerable<Type> PublicTypes() =>
        new[] { typeof(ISandboxBackend).Assembly, typeof(InMemorySandboxBackend).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsEnum: false, IsInterface: false } && !(type.IsAbstract && type.IsSealed));

    /// <summary>Makes one of each type that can hold the value.</summary>
    private async Task<LocalContainerBackend> FilledAsync(List<object> all)
    {
        var variables = new Dictionary<string, string> { ["TOKEN"] = _canary.Value };
        var command = new ProcessCommand("docker", ["run", "-e", "TOKEN", "-e", $"EXTRA={_canary}"])
        {
            Environment = variables.ToDictionary(variable => variable.Key, variable => (string?)variable.Value),
            StandardInput = $"PATH={_canary}",
        };
        var reply = Replies.Ok(_canary.Value, _canary.Value);
        var runner = new ScriptedProcessRunner().Always("run", reply);
        var result = await runner.RunAsync(command, default);

        _fixture.Options.Environment["TOKEN"] = _canary.Value;
        var backend = _fixture.NewBackend();
        var request = new SandboxRequest("one") { Environment = variables };
        await _fixture.Clock.RunAsync(backend.CreateAsync(request));
        var diagnostics = new SandboxDiagnostics(backend);
        var exit = new SandboxExit(1, _canary.Value);
        all.AddRange(
        [
            command, reply, runner, result, request, _fixture.Options, backend, diagnostics, new SandboxHealthCheck(diagnostics), new SandboxSweeper(backend),
            exit, new SandboxBehavior { Exit = exit },
        ]);
        return backend;
    }
}
