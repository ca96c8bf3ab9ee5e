using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.TestKit;

/// <summary>The promises of the README's table, kept without an engine. The clock is never moved: nothing here may wait.</summary>
public sealed class InMemoryPromisesTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemorySandboxBackend _backend;
    private readonly HttpClient _http = new();

    public InMemoryPromisesTests() => _backend = new InMemorySandboxBackend(timeProvider: _clock);

    [Fact]
    public async Task CreateAsync_NewSandbox_AnswersOverHttpOnLoopback()
    {
        var sandbox = await CreateAsync("one");

        sandbox.ContainerName.Should().Be("local-sandbox-one");
        sandbox.CreatedAt.Should().Be(_clock.GetUtcNow());
        sandbox.Url!.Host.Should().Be("127.0.0.1");
        (await _http.GetAsync(new Uri(sandbox.Url, "v1/sandbox"))).IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task CreateAsync_HealthySandboxOfThatId_AdoptsIt()
    {
        var first = await CreateAsync("one");
        var second = await CreateAsync("one");

        second.Should().BeEquivalentTo(first);
    }

    [Fact]
    public async Task CreateAsync_ManyAtOnce_MakeOneSandbox()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => CreateAsync("one"))));

        all.Select(sandbox => sandbox.ContainerId).Distinct().Should().ContainSingle();
        (await _backend.ListRunningAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task CreateAsync_AfterTheSandboxDied_ReplacesIt()
    {
        var dead = await CreateAsync("one");
        _backend.Kill("one");

        var next = await CreateAsync("one");

        next.ContainerId.Should().NotBe(dead.ContainerId);
        (await _backend.IsAliveAsync(next)).Should().BeTrue();
        (await _backend.IsAliveAsync(dead)).Should().BeFalse();
    }

    [Fact]
    public async Task CreateAsync_MadeWithOtherMounts_IsUpToThePolicy()
    {
        using var strict = new InMemorySandboxBackend(new LocalSandboxOptions { SpecMismatch = SpecMismatchPolicy.Fail });
        await strict.CreateAsync(new SandboxRequest("one"));

        var create = () => strict.CreateAsync(new SandboxRequest("one") { Mounts = [new SandboxMount("/data", "/data")] });

        (await create.Should().ThrowAsync<SandboxException>()).Which.Code.Should().Be(SandboxErrorCode.NameTaken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("ä1")]
    [InlineData("an id that is longer than sixty-three characters together with the prefix")]
    public async Task Operations_InvalidId_FailAsOnARealBackend(string id)
    {
        using var real = new LocalContainerBackend(new LocalSandboxOptions(), new ScriptedProcessRunner());
        Func<ISandboxBackend, Task>[] operations =
        [
            backend => backend.CreateAsync(new SandboxRequest(id)),
            backend => backend.DiscoverAsync(id),
            backend => backend.IsAliveAsync(new SandboxInfo(id)),
            backend => backend.DestroyAsync(new SandboxInfo(id)),
        ];

        foreach (var operation in operations)
        {
            var expected = await FluentActions.Awaiting(() => operation(real)).Should().ThrowAsync<SandboxException>();
            var failure = await FluentActions.Awaiting(() => operation(_backend)).Should().ThrowAsync<SandboxException>();

            failure.Which.Code.Should().Be(SandboxErrorCode.InvalidRequest);
            failure.Which.Message.Should().Be(expected.Which.Message);
        }
    }

    [Theory]
    [InlineData("relative", "/data")]
    [InlineData("/data", "relative")]
    public async Task CreateAsync_InvalidMount_IsRefused(string hostPath, string containerPath)
    {
        var create = () => _backend.CreateAsync(new SandboxRequest("one") { Mounts = [new SandboxMount(hostPath, containerPath)] });

        (await create.Should().ThrowAsync<SandboxException>()).Which.Code.Should().Be(SandboxErrorCode.InvalidRequest);
        (await _backend.ListRunningAsync()).Should().BeEmpty();
    }

    [Fact]
    public void Constructor_InvalidOptions_NamesTheKey()
    {
        // Also one whose value is not used in memory: the host's options are wrong all the same.
        var make = () => new InMemorySandboxBackend(new LocalSandboxOptions { BasePort = 70000 });

        make.Should().Throw<OptionsValidationException>().WithMessage("*BasePort*70000*");
    }

    [Fact]
    public async Task Constructor_OptionsOfAHost_AreNotChanged()
    {
        var options = new LocalSandboxOptions { BasePort = 9000, SandboxHost = "host.docker.internal", BindAddress = "0.0.0.0", LockFolder = "/nowhere" };
        using var backend = new InMemorySandboxBackend(options);

        var sandbox = await backend.CreateAsync(new SandboxRequest("one"));

        sandbox.Url!.Host.Should().Be("127.0.0.1");
        (options.BasePort, options.SandboxHost, options.BindAddress, options.LockFolder)
            .Should().Be((9000, "host.docker.internal", "0.0.0.0", "/nowhere"));
    }

    [Fact]
    public async Task DiscoverAsync_RunningAbsentOrDead_FindsTheRunningOneOnly()
    {
        var sandbox = await CreateAsync("one");

        (await _backend.DiscoverAsync("one")).Should().BeEquivalentTo(sandbox);
        (await _backend.DiscoverAsync("two")).Should().BeNull();
        _backend.Kill("one");
        (await _backend.DiscoverAsync("one")).Should().BeNull();
    }

    [Fact]
    public async Task ListRunningAsync_SeveralPrefixesAndStates_ListsOwnRunningOnesOldestFirst()
    {
        await CreateAsync("b1");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await CreateAsync("a2");
        await CreateAsync("dead");
        _backend.Kill("dead");
        _backend.TakeName("foreign");
        using var others = new InMemorySandboxBackend(new LocalSandboxOptions { ContainerPrefix = "others" });
        await others.CreateAsync(new SandboxRequest("one"));

        (await _backend.ListRunningAsync()).Select(sandbox => sandbox.SandboxId).Should().Equal("b1", "a2");
    }

    [Fact]
    public async Task DestroyAsync_RunningDeadOrAbsent_LeavesNothing()
    {
        var sandbox = await CreateAsync("one");
        await _backend.DestroyAsync(sandbox);
        await _backend.DestroyAsync(sandbox);
        await _backend.DestroyAsync(new SandboxInfo("never-made"));
        await CreateAsync("two");
        _backend.Kill("two");
        await _backend.DestroyAsync(new SandboxInfo("two"));

        (await _backend.ListRunningAsync()).Should().BeEmpty();
        (await _backend.IsAliveAsync(sandbox)).Should().BeFalse();
        await FluentActions.Awaiting(() => _http.GetAsync(sandbox.Url)).Should().ThrowAsync<HttpRequestException>();
        _backend.Inner.ReservedPortCount.Should().Be(0);
    }

    [Fact]
    public async Task DestroyAsync_OfAnEarlierGeneration_LeavesTheLaterOne()
    {
        var first = await CreateAsync("one");
        await _backend.DestroyAsync(first);
        var second = await CreateAsync("one");

        await _backend.DestroyAsync(first);

        (await _backend.IsAliveAsync(second)).Should().BeTrue();
    }

    [Fact]
    public async Task AnotherProcess_AfterARestart_FindsTheSandbox()
    {
        var sandbox = await CreateAsync("one");
        using var restarted = _backend.AnotherProcess();

        (await restarted.GetOrCreateAsync(new SandboxRequest("one"))).ContainerId.Should().Be(sandbox.ContainerId);
        restarted.Dispose();
        (await _http.GetAsync(new Uri(sandbox.Url!, "v1/sandbox"))).IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task Dispose_WithSandboxes_EndsThemAndLeavesNoFile()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "localsandbox-testing-*");
        var backend = new InMemorySandboxBackend();
        var sandbox = await backend.CreateAsync(new SandboxRequest("one"));
        var made = Directory.GetDirectories(Path.GetTempPath(), "localsandbox-testing-*").Except(before).ToList();

        backend.Dispose();

        made.Should().NotBeEmpty();
        await FluentActions.Awaiting(() => _http.GetAsync(sandbox.Url)).Should().ThrowAsync<HttpRequestException>();
        backend.LockFolder.Should().BeOneOf(made);
        Directory.Exists(backend.LockFolder).Should().BeFalse();
    }

    public void Dispose()
    {
        _http.Dispose();
        _backend.Dispose();
    }

    private Task<SandboxInfo> CreateAsync(string id) => _backend.CreateAsync(new SandboxRequest(id));
}
