using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Backend;

/// <summary>A random value is handed to a sandbox, and looked for wherever it must not be.</summary>
public sealed class SecretTests : IDisposable
{
    private readonly BackendFixture _fixture = new();
    private readonly string _canary = $"canary-{Guid.NewGuid():N}";

    public static TheoryData<string> Names => ["TOKEN", "DOCKER_HOST", "PATH", "https_proxy", "LD_PRELOAD"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CreateAsync_Succeeds_TheValueIsOnlyInTheEnvironmentOrTheInput(string name)
    {
        await _fixture.CreateAsync(Request(name));
        await _fixture.Clock.RunAsync(_fixture.Backend.CreateAsync(Request(name)));
        await _fixture.Backend.ListRunningAsync().AtOnceAsync();
        await _fixture.Backend.DestroyAsync(new SandboxInfo("one")).AtOnceAsync();

        var run = _fixture.Runner.CommandsOf("run")[0];
        $"{string.Join('\n', run.Environment.Values)}{run.StandardInput}".Should().Contain(_canary, "the sandbox needs it");
        if (name != "TOKEN")
        {
            run.Environment.Should().NotContainKey(name, "the command line itself would obey it");
        }

        ShouldBeNowhere();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CreateAsync_EngineEchoesTheValue_ItIsMaskedInTheError(string name)
    {
        _fixture.Runner.Next("run", Replies.Fail(125, $"docker: Error response from daemon: invalid thing: {_canary} is {_canary}\n", _canary));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(Request(name)), SandboxErrorCode.CommandFailed);

        failure.Message.Should().Contain("invalid thing: *** is ***");
        ShouldBeNowhere(failure);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CreateAsync_SandboxPrintsTheValueAndEnds_ItIsMaskedInTheLog(string name)
    {
        _fixture.Health.Always = StubHealthHandler.Status(503);
        _fixture.Engine.OnStarted = container => container.Exit(1, log: $"cannot log in with {_canary}\n");

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(Request(name)), SandboxErrorCode.ExitedEarly);

        failure.Output.Should().Be("cannot log in with ***");
        ShouldBeNowhere(failure);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CreateAsync_CommandTimesOutOrCannotStart_TheErrorDoesNotShowIt(string name)
    {
        _fixture.Runner.Next("run", Replies.Throws(() => new TimeoutException()));
        var slow = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(Request(name)), SandboxErrorCode.TimedOut);
        _fixture.Runner.Next("run", Replies.Throws(() => new System.ComponentModel.Win32Exception(99)));
        var broken = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(Request(name)), SandboxErrorCode.CommandFailed);

        ShouldBeNowhere(slow, broken);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CreateAsync_ValueCannotBeHandedOver_TheErrorDoesNotShowIt(string name)
    {
        var request = new SandboxRequest("one") { Environment = new Dictionary<string, string> { [name] = $"{_canary}\0" } };

        ShouldBeNowhere(await _fixture.FailsAsync(_fixture.Backend.CreateAsync(request), SandboxErrorCode.InvalidRequest));
        request.ToString().Should().NotContain(_canary).And.Contain("one");
    }

    /// <summary>A value can be any word of what the engine says; that must not change what is understood.</summary>
    [Theory]
    [InlineData("container")]
    [InlineData("already")]
    [InlineData("name")]
    public async Task CreateAsync_ValueIsAWordOfTheEnginesAnswer_IsUnderstoodAllTheSame(string value)
    {
        var request = new SandboxRequest("one") { Environment = new Dictionary<string, string> { ["MODE"] = value } };
        var first = await _fixture.CreateAsync(request);

        (await _fixture.CreateAsync(request)).ContainerId.Should().Be(first.ContainerId);
    }

    [Fact]
    public async Task CreateAsync_ValueIsPartOfTheContainersId_StartsAllTheSame()
    {
        var id = FakeEngine.NewId();
        _fixture.Runner.Next("run", Replies.Ok(id + "\n"));

        var sandbox = await _fixture.CreateAsync(
            new SandboxRequest("one") { Environment = new Dictionary<string, string> { ["PORT"] = id[10..14] } });

        sandbox.ContainerId.Should().Be(id);
    }

    [Fact]
    public async Task CreateAsync_SecretInExtraArguments_IsMaskedInTheLog()
    {
        _fixture.Options.ExtraRunArguments.Add("-e");
        _fixture.Options.ExtraRunArguments.Add($"TOKEN={_canary}");

        await _fixture.CreateAsync();

        _fixture.Logger.Collector.GetSnapshot().Should().Contain(record => record.Message.Contains("-e TOKEN=***"))
            .And.NotContain(record => record.Message.Contains(_canary));
    }

    /// <summary>Whatever a host may write to its own log by accident.</summary>
    [Fact]
    public void ToString_EveryPublicTypeThatIsHandedAValue_DoesNotShowIt()
    {
        object[] all =
        [
            Request("TOKEN"),
            new LocalSandboxOptions { Environment = { ["TOKEN"] = _canary } },
            new ProcessCommand("docker", ["run", "-e", "TOKEN"])
            {
                Environment = new Dictionary<string, string?> { ["TOKEN"] = _canary },
                StandardInput = $"PATH={_canary}",
            },
            new ProcessResult(0, $"[{{\"Env\": [\"TOKEN={_canary}\"]}}]", _canary),
        ];

        all.Select(one => one.ToString()).Should().NotContain(text => text!.Contains(_canary));
    }

    public void Dispose() => _fixture.Dispose();

    private SandboxRequest Request(string name) => new("one")
    {
        Environment = new Dictionary<string, string> { [name] = _canary },
    };

    private void ShouldBeNowhere(params SandboxException[] failures)
    {
        string?[] texts =
        [
            .. _fixture.Runner.Commands.SelectMany(command => command.Arguments.Append(command.ToString())),
            .. _fixture.Logger.Collector.GetSnapshot().SelectMany(
                record => record.StructuredState!.Select(pair => pair.Value).Append(record.Message).Append(record.Exception?.ToString())),
            .. failures.SelectMany(failure => new[] { failure.ToString(), failure.Output, failure.Hint }),
            .. _fixture.Engine.Containers.SelectMany(container => container.Labels.Values),
        ];

        texts.OfType<string>().Should().NotContain(text => text.Contains(_canary));
    }
}
