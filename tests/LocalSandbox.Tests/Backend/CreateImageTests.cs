using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Tests.Backend;

public sealed class CreateImageTests : IDisposable
{
    private readonly BackendFixture _fixture = new();

    public CreateImageTests()
    {
        _fixture.Engine.HasImage = false;
    }

    [Fact]
    public async Task CreateAsync_ImageMissing_PullsOnceAndRunsAgain()
    {
        await _fixture.CreateAsync();

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "pull", "run");
        var pull = _fixture.Runner.CommandsOf("pull").Single();
        pull.Arguments.Should().Equal("pull", "--quiet", "sandbox:test");
        pull.Timeout.Should().Be(_fixture.Options.StartTimeout);
        _fixture.Logged(LogLevel.Information).Select(record => record.Message).Should()
            .Contain("Image sandbox:test is not on this machine; pulling it").And.Contain(message => message.StartsWith("Pulled image sandbox:test"));
        _fixture.Backend.ReservedPortCount.Should().Be(1);
    }

    [Theory]
    [InlineData("Error response from daemon: pull access denied for sandbox, repository does not exist or may require 'docker login': denied")]
    [InlineData("Error response from daemon: Get \"https://registry-1.docker.io/v2/\": dial tcp: lookup registry-1.docker.io: no such host")]
    [InlineData("Error response from daemon: Get \"https://registry-1.docker.io/v2/\": dial tcp [2600:1f18:2148:bc02::1]:443: connect: cannot assign requested address")]
    [InlineData("Error response from daemon: manifest for sandbox:test not found: manifest unknown: manifest unknown")]
    public async Task CreateAsync_PullFails_IsImageNotFoundWithTheRegistrysWords(string text)
    {
        _fixture.Runner.Next("pull", Replies.Fail(1, text + "\n"));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ImageNotFound);

        failure.Message.Should().Contain("sandbox:test").And.Contain(text);
        _fixture.Runner.CommandsOf("run").Should().ContainSingle();
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task CreateAsync_PullHelpsNothing_IsTriedOnlyOnce()
    {
        _fixture.Runner.Always("pull", Replies.Ok());

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ImageNotFound);

        _fixture.Runner.VerbsAfterDetection.Should().Equal("run", "pull", "run");
    }

    [Fact]
    public async Task CreateAsync_PullTakesTooLong_IsTimedOut()
    {
        _fixture.Runner.Next("pull", Replies.Throws(() => new TimeoutException()));

        var failure = await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.TimedOut);

        failure.Message.Should().Contain("pull").And.Contain("600 s");
    }

    [Fact]
    public async Task CreateAsync_CanceledInThePull_EndsAtOnce()
    {
        _fixture.Runner.Next("pull", Replies.Hangs());
        using var caller = new CancellationTokenSource();
        var create = _fixture.Backend.CreateAsync(new SandboxRequest("one"), caller.Token);

        await caller.CancelAsync();

        await FluentActions.Awaiting(() => create.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>()
            .Where(e => e.CancellationToken == caller.Token);
        _fixture.Backend.ReservedPortCount.Should().Be(0);
    }

    public void Dispose() => _fixture.Dispose();
}
