using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;
using LocalSandbox.Tests.Runtimes.Apple;

namespace LocalSandbox.Tests.Backend;

/// <summary>Every failure that is known, of a command line that writes the values of a sandbox's variables on top of it.</summary>
public sealed class FailureSecretTests : IDisposable
{
    private readonly BackendFixture _fixture = new();
    private readonly SpanLog _spans = new();
    private readonly Canary _ofRequest = new();
    private readonly Canary _ofOptions = new();
    private readonly List<string?> _told = [];
    private FailingRunner? _runner;
    private LocalContainerBackend? _backend;

    public static TheoryData<ContainerRuntimeKind, string> Tables => Theory(KnownFailures.OfTables);

    public static TheoryData<ContainerRuntimeKind, string> All => Theory(KnownFailures.OfTables.Concat(KnownFailures.OfCaptures));

    [Theory]
    [MemberData(nameof(All))]
    public async Task CreateAsync_RunFailsAndEchoesTheValues_NoneIsShown(ContainerRuntimeKind runtime, string text)
    {
        var backend = On(runtime);
        _runner!.Fail = command => command.Arguments[0] == "run" ? Echo(text, _ofRequest, _ofOptions) : null;

        await ListenAsync(backend.CreateAsync(Request()));
        await ListenAsync(backend.GetOrCreateAsync(Request()));

        _told.Should().HaveCountGreaterThan(3, "both fail");
        ShouldBeNowhere();
    }

    /// <summary>Values of a request are handed to <c>run</c> and to the sandbox only; the options' can be looked for in any answer.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public async Task EveryOperation_CommandsFailAndEchoAValueOfTheOptions_ItIsNotShown(ContainerRuntimeKind runtime, string text)
    {
        var backend = On(runtime);
        var sandbox = await _fixture.Clock.RunAsync(backend.CreateAsync(Request()));
        _runner!.Fail = command => command.Arguments[0] == "--version" ? null : Echo(text, _ofOptions);

        await ListenAsync(backend.IsAliveAsync(sandbox));
        await ListenAsync(backend.DiscoverAsync("one"));
        await ListenAsync(backend.ListRunningAsync());
        await ListenAsync(backend.CreateAsync(Request()));
        await ListenAsync(backend.GetOrCreateAsync(Request()));
        await ListenAsync(new SandboxSweeper(backend).SweepAsync());
        await ListenAsync(DestroyAsync());
        _told.AddRange((await _fixture.Clock.RunAsync(new SandboxDiagnostics(backend).RunAsync())).Checks.Select(check => check.ToString()));
        _told.AddRange(Shown.By(await _fixture.Clock.RunAsync(HealthChecks.CheckAsync(backend))));

        ShouldBeNowhere();

        async Task<bool> DestroyAsync()
        {
            await backend.DestroyAsync(sandbox);
            return true;
        }
    }

    [Theory]
    [InlineData(ContainerRuntimeKind.Docker)]
    [InlineData(ContainerRuntimeKind.Podman)]
    public async Task CreateAsync_SandboxEndsAndItsLogBreaksOff_NoValueIsShown(ContainerRuntimeKind runtime)
    {
        var texts = KnownFailures.OfTables.Where(failure => failure.Runtime == runtime).Select(failure => failure.Text).ToList();
        var backend = On(runtime);
        _fixture.Health.Always = StubHealthHandler.Status(503);
        _fixture.Engine.OnStarted = container => container.Exit(1);
        foreach (var text in texts)
        {
            _runner!.Fail = command => command.Arguments[0] == "logs" ? Echo(text, _ofRequest, _ofOptions) : null;
            await ListenAsync(backend.CreateAsync(Request()));
        }

        _told.Should().Contain(text => text!.Contains("not readable") && text.Contains("***"));
        ShouldBeNowhere();
    }

    public void Dispose()
    {
        _backend?.Dispose();
        _spans.Dispose();
        _fixture.Dispose();
    }

    private static TheoryData<ContainerRuntimeKind, string> Theory(IEnumerable<(ContainerRuntimeKind Runtime, string Text)> failures)
    {
        var data = new TheoryData<ContainerRuntimeKind, string>();
        foreach (var (runtime, text) in failures.Distinct())
        {
            data.Add(runtime, text);
        }

        return data;
    }

    private static ProcessResult Echo(string text, params Canary[] canaries)
    {
        var values = string.Join(", ", canaries.Select(canary => canary.Value));
        return new ProcessResult(125, $"{values}\n", $"{text.TrimEnd()}: {values}\n{values}\n");
    }

    private LocalContainerBackend On(ContainerRuntimeKind runtime)
    {
        _fixture.Options.Runtime = runtime;
        _fixture.Options.Environment["FROM_OPTIONS"] = _ofOptions.Value;
        if (runtime is ContainerRuntimeKind.Podman)
        {
            _fixture.Runner.Always("--version", Replies.Ok("podman version 5.4.2\n"));
        }

        _runner = new FailingRunner(runtime is ContainerRuntimeKind.AppleContainer ? new AppleCliFake() : _fixture.Runner);
        return _backend = _fixture.NewBackend(_runner);
    }

    private SandboxRequest Request() => new("one")
    {
        Environment = new Dictionary<string, string> { ["TOKEN"] = _ofRequest.Value, ["HTTPS_PROXY"] = $"http://u:{_ofRequest}@proxy.invalid" },
    };

    private async Task ListenAsync<T>(Task<T> task)
    {
        try
        {
            _told.Add((await _fixture.Clock.RunAsync(task))?.ToString());
        }
        catch (SandboxException e)
        {
            _told.AddRange(Shown.By(e));
        }
    }

    private void ShouldBeNowhere()
    {
        string?[] texts =
        [
            .. _told,
            .. _fixture.Logger.Collector.GetSnapshot().SelectMany(Shown.By),
            .. _spans.All.SelectMany(Shown.By),
        ];

        _ofRequest.ShouldNotBeIn(texts);
        _ofOptions.ShouldNotBeIn(texts);
    }
}
