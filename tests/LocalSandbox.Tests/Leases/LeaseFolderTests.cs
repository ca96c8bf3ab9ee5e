using System.Runtime.Versioning;
using LocalSandbox.Leases;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Leases;

public sealed class LeaseFolderTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _temporary = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _temporary.Dispose();

    private string Folder => _temporary["locks"];

    /// <summary>Two of them are as good as two processes: locks belong to open files.</summary>
    private LeaseFolder CreateSut() => new(Folder, _clock);

    [Fact]
    public async Task ShareAsync_SharedByAnother_IsGivenToo()
    {
        using var one = await CreateSut().ShareAsync("box", Limit, default);
        using var two = await CreateSut().ShareAsync("box", Limit, default);

        two.Should().NotBeNull();
    }

    [Fact]
    public async Task TryTakeAlone_SharedByAnother_IsRefused()
    {
        using var shared = await CreateSut().ShareAsync("box", Limit, default);

        CreateSut().TryTakeAlone("box").Should().BeNull();
    }

    [Fact]
    public void TryTakeAlone_TakenAlone_IsRefused()
    {
        using var alone = CreateSut().TryTakeAlone("box");

        CreateSut().TryTakeAlone("box").Should().BeNull();
        CreateSut().TryTakeAlone("another").Should().NotBeNull();
    }

    [Fact]
    public async Task TryTakeAlone_OneOfTwoSharesLeft_IsRefusedUntilBothHave()
    {
        var one = await CreateSut().ShareAsync("box", Limit, default);
        var two = await CreateSut().ShareAsync("box", Limit, default);

        one.Dispose();
        CreateSut().TryTakeAlone("box").Should().BeNull();
        two.Dispose();

        using var alone = CreateSut().TryTakeAlone("box");
        alone.Should().NotBeNull();
    }

    [Fact]
    public async Task ShareAsync_TakenAlone_WaitsUntilItIsFree()
    {
        var alone = CreateSut().TryTakeAlone("box")!;
        var waiting = CreateSut().ShareAsync("box", Limit, default);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        waiting.IsCompleted.Should().BeFalse();

        alone.Dispose();

        using var lease = await _clock.RunAsync(waiting);
        lease.Should().NotBeNull();
    }

    [Fact]
    public async Task ShareAsync_TakenAloneForGood_TimesOutNamingTheLock()
    {
        using var alone = CreateSut().TryTakeAlone("box");

        var act = () => _clock.RunAsync(CreateSut().ShareAsync("box", Limit, default));

        var failure = (await act.Should().ThrowAsync<SandboxException>()).Which;
        failure.Code.Should().Be(SandboxErrorCode.TimedOut);
        failure.Message.Should().Contain("'box'").And.Contain(Folder);
    }

    [Fact]
    public async Task ShareAsync_Cancelled_CarriesTheCallersToken()
    {
        using var alone = CreateSut().TryTakeAlone("box");
        using var caller = new CancellationTokenSource();
        var waiting = CreateSut().ShareAsync("box", Limit, caller.Token);

        await caller.CancelAsync();

        (await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should().Be(caller.Token);
    }

    [Fact]
    public async Task Dispose_LastOfTwoShares_RemovesTheFile()
    {
        var one = await CreateSut().ShareAsync("box", Limit, default);
        var two = await CreateSut().ShareAsync("box", Limit, default);

        one.Dispose();
        LockFiles().Should().ContainSingle();
        two.Dispose();
        two.Dispose();

        LockFiles().Should().BeEmpty();
    }

    [Fact]
    public async Task Dispose_SharesThatEndAtTheSameMoment_RemovesTheFile()
    {
        for (var round = 0; round < 50; round++)
        {
            var shares = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CreateSut().ShareAsync("box", Limit, default)));

            Parallel.ForEach(shares, share => share.Dispose());

            LockFiles().Should().BeEmpty();
        }
    }

    [Fact]
    public async Task RemoveUnused_StaleAndLockedFiles_RemovesOnlyTheStale()
    {
        using var lease = await CreateSut().ShareAsync("alive", Limit, default);
        await File.WriteAllTextAsync(Path.Combine(Folder, "dead.sandbox-lock"), "");

        CreateSut().RemoveUnused();

        LockFiles().Should().Equal("alive.sandbox-lock");
    }

    [Fact]
    public void RemoveUnused_LockOfAnotherProgram_StaysThere()
    {
        CreateSut().RemoveUnused();
        File.WriteAllText(Path.Combine(Folder, "poetry.lock"), "[[package]]");

        CreateSut().RemoveUnused();

        File.Exists(Path.Combine(Folder, "poetry.lock")).Should().BeTrue();
    }

    [Fact]
    public async Task RemoveUnused_WhileOthersStart_NeverMakesLocksLookIgnored()
    {
        CreateSut().RemoveUnused();
        using var stop = new CancellationTokenSource();
        var removing = Task.Run(() =>
        {
            var sut = CreateSut();
            while (!stop.IsCancellationRequested)
            {
                sut.RemoveUnused();
            }
        });

        try
        {
            for (var i = 0; i < 1000; i++)
            {
                CreateSut().TryTakeAlone("box")?.Dispose();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await removing;
        }
    }

    [Fact]
    public void TryTakeAlone_StaleFile_IsNoObstacle()
    {
        CreateSut().RemoveUnused();
        File.WriteAllText(Path.Combine(Folder, "box.sandbox-lock"), "left by a process that was killed");

        using var alone = CreateSut().TryTakeAlone("box");

        alone.Should().NotBeNull();
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void TryTakeAlone_NewFolder_IsMadeForThisUserOnly()
    {
        using var alone = CreateSut().TryTakeAlone("box");

        File.GetUnixFileMode(Folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void TryTakeAlone_FolderThatOthersMayUse_IsRefusedNamingTheOption()
    {
        Directory.CreateDirectory(Folder);
        File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);

        FluentActions.Invoking(() => CreateSut().TryTakeAlone("box"))
            .Should().Throw<SandboxException>().WithMessage($"*{Folder}*0700*{nameof(LocalSandboxOptions.LockFolder)}*")
            .Which.Code.Should().Be(SandboxErrorCode.PermissionDenied);
    }

    [Fact]
    public void TryTakeAlone_FolderIsAFile_IsRefusedNamingTheOption()
    {
        File.WriteAllText(Folder, "");

        FluentActions.Invoking(() => CreateSut().TryTakeAlone("box"))
            .Should().Throw<SandboxException>().WithMessage($"*{nameof(LocalSandboxOptions.LockFolder)}*");
    }

    [Fact]
    public async Task ShareAndTakeAlone_ManyThreadsAndNames_NeverOverlap()
    {
        var holders = new int[4];
        var overlaps = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, (i, _) =>
        {
            var box = i % holders.Length;
            using var alone = CreateSut().TryTakeAlone($"box-{box}");
            if (alone is not null)
            {
                if (Interlocked.Increment(ref holders[box]) != 1)
                {
                    Interlocked.Increment(ref overlaps);
                }

                Interlocked.Decrement(ref holders[box]);
            }

            return ValueTask.CompletedTask;
        });

        overlaps.Should().Be(0);
        LockFiles().Should().BeEmpty();
    }

    private IEnumerable<string?> LockFiles() => Directory.EnumerateFiles(Folder, "*.sandbox-lock").Select(Path.GetFileName);
}
