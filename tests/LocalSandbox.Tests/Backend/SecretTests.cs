using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

/// <summary>A random value is handed to a sandbox, and looked for wherever it must not be.</summary>
public sealed class SecretTests : IDisposable
{
    private readonly BackendFixture _fixture = new();
    private readonly Canary _canary = new();

    public static TheoryData<string> Names => ["TOKEN", "DOCKER_HOST", "PATH", "https_proxy", "LD_PRELOAD"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task EveryOperation_Succeeds_TheValueIsOnlyInTheEnvironmentOrTheInput(string name)
    {
        _fixture.Options.Environment[$"OPTIONS_{name}"] = _canary.Value;
        var sandbox = await _fixture.CreateAsync(Request(name));
        var told = await ToldByEveryOperationAsync(sandbox, Request(name));

        var run = _fixture.Runner.CommandsOf("run")[0];
        $"{string.Join('\n', run.Environment.Values)}{run.StandardInput}".Should().Contain(_canary.Value, "the sandbox needs it");
        if (name != "TOKEN")
        {
            run.Environment.Should().NotContainKey(name, "the command line itself would obey it");
        }

        _canary.ShouldNotBeIn(told);
        ShouldBeNowhere();
    }

    [Theory]
    [InlineData("Docker version 29.7.2, build 1")]
    [InlineData("podman version 5.4.2")]
    public async Task CreateAsync_StartedWithAWarningThatEchoesTheValue_ItIsMaskedInTheLog(string version)
    {
        var started = _fixture.Engine.Run;
        _fixture.Runner.Always("--version", Replies.Ok(version + "\n"));
        _fixture.Runner.Always("run", (command, _) => Task.FromResult(
            started(command) with { StandardError = $"WARNING: TOKEN={_canary} is unused\nWARNING: so is {_canary}\n" }));

        await _fixture.CreateAsync(Request("TOKEN"));

        _fixture.Logged(LogLevel.Warning).Should().Contain(record => record.Message.Contains("TOKEN=*** is unused"));
        ShouldBeNowhere();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CreateAsync_EngineEchoesTheValue_ItIsMaskedInTheError(string name)
    {
        _fixture.Runner.Next("run", Replies.Fail(125, $"docker: Error response from daemon: invalid thing: {_canary} is {_canary}\n", _canary.Value));

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

    /// <summary>A failed <c>logs</c> has written what the sandbox wrote to standard error, and says there why it failed.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task CreateAsync_LogBreaksOffAfterTheValue_ItIsMaskedInTheError(string name)
    {
        _fixture.Health.Always = StubHealthHandler.Status(503);
        _fixture.Engine.OnStarted = container => container.Exit(1);

        // Cut off in the middle of the value: what is cut must have been masked before.
        var log = $"cannot log in with {_canary}\n{new string('x', 1950 - _canary.Value.Length)} {_canary}\nError response from daemon: {new string('y', 20)}\n";
        _fixture.Runner.Always("logs", Replies.Fail(1, log, log));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(Request(name)), SandboxErrorCode.ExitedEarly);

        failure.Output.Should().Contain("not readable").And.Contain("***").And.Contain("Error response from daemon");
        failure.Message.Should().NotContain(_canary.Value[^20..]);
        ShouldBeNowhere(failure);
    }

    /// <summary>What answers is untrusted code, and holds the value.</summary>
    [Fact]
    public async Task EveryOperation_SandboxAnswersInAnotherProtocol_IsNotQuoted()
    {
        await _fixture.CreateAsync(Request("TOKEN"));
        _fixture.Health.Always = StubHealthHandler.Throws(
            () => new HttpRequestException(HttpRequestError.InvalidResponse, $"Received an invalid status line: '{_canary}'."));
        _fixture.Clock.Advance(_fixture.Options.ReadyTimeout);
        var other = _fixture.NewBackend();

        var failure = await _fixture.FailsAsync(other.CreateAsync(Request("TOKEN")), SandboxErrorCode.NotReady);
        (await _fixture.Clock.RunAsync(other.DiscoverAsync("one"))).Should().BeNull();
        var told = await ToldByEveryOperationAsync(new SandboxInfo("one"));

        failure.Message.Should().Contain("not HTTP");
        _canary.ShouldNotBeIn(told);
        ShouldBeNowhere(failure);
    }

    /// <summary>The document holds the values of all variables, and the parser would quote a part of what it cannot read.</summary>
    [Fact]
    public async Task DiscoverAsync_AnswerBreaksOffInTheValue_IsNotQuoted()
    {
        _fixture.Runner.Always("container inspect", Replies.Ok($$"""[{"Config": {"Env": [t{{_canary}}] } }]"""));

        ShouldBeNowhere(await _fixture.FailsAsync(_fixture.Backend.DiscoverAsync("one"), SandboxErrorCode.CommandFailed));
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
        request.ToString().Should().NotContain(_canary.Value).And.Contain("one");
    }

    [Fact]
    public async Task CreateAsync_WholeAssignmentGivenAsAName_TheErrorDoesNotShowItsValue()
    {
        var request = new SandboxRequest("one") { Environment = new Dictionary<string, string> { [$"TOKEN={_canary}"] = "" } };

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(request), SandboxErrorCode.InvalidRequest);

        failure.Message.Should().Contain("'TOKEN=***'");
        ShouldBeNowhere(failure);
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
            .And.NotContain(record => record.Message.Contains(_canary.Value));
    }

    public void Dispose() => _fixture.Dispose();

    private SandboxRequest Request(string name) => new("one")
    {
        Environment = new Dictionary<string, string> { [name] = _canary.Value },
    };

    /// <summary>Calls everything that works on a sandbox, the last to destroy it, and collects what each of them tells.</summary>
    private async Task<IReadOnlyList<string?>> ToldByEveryOperationAsync(SandboxInfo sandbox, SandboxRequest? request = null)
    {
        var backend = _fixture.Backend;
        var clock = _fixture.Clock;
        var told = new List<string?>();
        if (request is not null)
        {
            told.Add((await clock.RunAsync(backend.CreateAsync(request))).ToString());
            told.Add((await clock.RunAsync(backend.GetOrCreateAsync(request))).ToString());
        }

        told.Add((await clock.RunAsync(backend.DiscoverAsync(sandbox.SandboxId)))?.ToString());
        told.Add((await clock.RunAsync(backend.IsAliveAsync(sandbox))).ToString());
        told.AddRange((await clock.RunAsync(backend.ListRunningAsync())).Select(one => one.ToString()));
        told.Add((await clock.RunAsync(new SandboxDiagnostics(backend).RunAsync())).ToString());
        told.AddRange(Shown.By(await clock.RunAsync(HealthChecks.CheckAsync(backend))));
        told.AddRange((await clock.RunAsync(new SandboxSweeper(_fixture.NewBackend()).SweepAsync())).Sandboxes.Select(one => one.ToString()));
        await clock.RunAsync(backend.DestroyAsync(sandbox));
        return told;
    }

    private void ShouldBeNowhere(params SandboxException[] failures) => _canary.ShouldNotBeIn(
    [
        .. _fixture.Runner.Commands.SelectMany(Shown.By),
        .. _fixture.Logger.Collector.GetSnapshot().SelectMany(Shown.By),
        .. failures.SelectMany(Shown.By),
        .. _fixture.Engine.Containers.SelectMany(container => container.Labels.Values),
    ]);
}
