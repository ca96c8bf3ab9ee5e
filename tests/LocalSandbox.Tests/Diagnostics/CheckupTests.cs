using LocalSandbox.Diagnostics;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Diagnostics;

/// <summary>What a diagnosis makes of checks that fail, or that never come to an end.</summary>
public sealed class CheckupTests : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(3);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeEngine _engine = new();
    private readonly LocalSandboxOptions _options = new() { Image = "sandbox:test" };
    private readonly ManualResetEventSlim _mountIsBack = new();
    private int _begun;

    public static TheoryData<SandboxErrorCode> Codes => [.. Enum.GetValues<SandboxErrorCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task RunAsync_FailuresWithoutAHint_SayHowToMendThem(SandboxErrorCode code)
    {
        var diagnosis = await NewCheckup(port: () => throw Failure(code), locks: () => throw Failure(code)).RunAsync(CancellationToken.None).AtOnceAsync();

        diagnosis.Checks.Where(check => check.Status is SandboxCheckStatus.Failed).Should().HaveCount(3)
            .And.OnlyContain(check => !string.IsNullOrEmpty(check.Hint) && !check.Message.Contains(check.Hint));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task RunAsync_RuntimeThatFailsWithoutAHint_SaysHowToMendIt(SandboxErrorCode code)
    {
        var diagnosis = await NewCheckup(detect: _ => throw Failure(code)).RunAsync(CancellationToken.None).AtOnceAsync();

        diagnosis.Checks[0].Status.Should().Be(SandboxCheckStatus.Failed);
        diagnosis.Checks[0].Hint.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task RunAsync_FailureWithAHint_KeepsIt()
    {
        var failure = new SandboxException(SandboxErrorCode.CommandFailed, "It failed.") { Hint = "Do this." };

        var diagnosis = await NewCheckup(detect: _ => throw failure).RunAsync(CancellationToken.None).AtOnceAsync();

        diagnosis.Checks[0].Hint.Should().Be("Do this.");
    }

    [Theory]
    [InlineData("port", "LockFolder")]
    [InlineData("locks", "LockFolder")]
    [InlineData("disk", "mounted")]
    public async Task RunAsync_CheckThatNeverReturns_FailsWithinThreeSeconds(string name, string hint)
    {
        var before = _clock.GetUtcNow();

        var diagnosis = await _clock.RunAsync(Hanging(name).RunAsync(CancellationToken.None));

        (_clock.GetUtcNow() - before).Should().BeLessThanOrEqualTo(Promised);
        var check = diagnosis.Checks.Single(check => check.Name == name);
        check.Status.Should().Be(SandboxCheckStatus.Failed);
        check.Message.Should().Contain("2.5 s");
        check.Hint.Should().Contain(hint);
    }

    [Fact]
    public async Task RunAsync_CheckThatStillHangs_IsNotBegunAgainUntilItEnds()
    {
        var checkup = Hanging("locks");
        await _clock.RunAsync(checkup.RunAsync(CancellationToken.None));
        await ClockPump.SettleAsync(() => _begun == 1);

        await _clock.RunAsync(checkup.RunAsync(CancellationToken.None));
        _begun.Should().Be(1, "a thread hangs for each that is begun");

        _mountIsBack.Set();
        var diagnosis = await checkup.RunAsync(CancellationToken.None).AtOnceAsync();
        diagnosis.Checks.Single(check => check.Name == "locks").Status.Should().Be(SandboxCheckStatus.Passed);
    }

    [Fact]
    public async Task RunAsync_CallerGivesUpOnACheckThatHangs_IsCanceled()
    {
        using var gone = new CancellationTokenSource();
        var running = Hanging("locks").RunAsync(gone.Token);

        await gone.CancelAsync();

        var failure = await FluentActions.Awaiting(() => running.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>();
        failure.Which.CancellationToken.Should().Be(gone.Token);
    }

    public void Dispose()
    {
        _mountIsBack.Set();
        _mountIsBack.Dispose();
    }

    private static SandboxException Failure(SandboxErrorCode code) => new(code, $"It failed with {code}.");

    private Checkup Hanging(string name) => NewCheckup(
        name == "port" ? () => Hang("port") : null,
        name == "locks" ? () => Hang("locks") : null,
        name == "disk" ? _ => Hang("disk").Message.Length : null);

    private SandboxCheck Hang(string name)
    {
        Interlocked.Increment(ref _begun);
        _mountIsBack.Wait();
        return Passed(name);
    }

    private static SandboxCheck Passed(string name) => new(name, SandboxCheckStatus.Passed, "It is well.");

    /// <summary>Makes a checkup on an engine that answers; its look at sandboxes fails, because none of these tests is about them.</summary>
    private Checkup NewCheckup(
        Func<SandboxCheck>? port = null,
        Func<SandboxCheck>? locks = null,
        Func<string, long?>? freeSpace = null,
        Func<CancellationToken, Task<LocalRuntime>>? detect = null) => new(
        detect ?? (_ => Task.FromResult(Runtime())),
        port ?? (() => Passed("port")),
        locks ?? (() => Passed("locks")),
        freeSpace ?? (_ => long.MaxValue),
        _ => throw Failure(SandboxErrorCode.CommandFailed),
        _options,
        _clock);

    private LocalRuntime Runtime()
    {
        var cli = new RuntimeCli("docker", _engine.Runner, _clock, NullLogger.Instance);
        return new LocalRuntime(new DetectedRuntime(new DockerDialect(cli, _options), "docker", "Docker version 29.7.2"), null!, null!, null!, null!, null!, null!);
    }
}
