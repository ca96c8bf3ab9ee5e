using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes;

public sealed class AsyncOnceTests
{
    [Fact]
    public async Task GetAsync_ManyAtOnce_MakesOneValue()
    {
        var made = 0;
        var once = new AsyncOnce<int>(async _ =>
        {
            await Task.Yield();
            return Interlocked.Increment(ref made);
        });

        var values = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => once.GetAsync(CancellationToken.None)))).AtOnceAsync();

        values.Should().OnlyContain(value => value == 1);
    }

    [Fact]
    public async Task GetAsync_AfterAFailure_TriesAgain()
    {
        var made = 0;
        var once = new AsyncOnce<int>(_ => ++made == 1 ? Task.FromException<int>(new InvalidOperationException()) : Task.FromResult(made));

        await FluentActions.Awaiting(() => once.GetAsync(CancellationToken.None)).Should().ThrowAsync<InvalidOperationException>();

        (await once.GetAsync(CancellationToken.None)).Should().Be(2);
        (await once.GetAsync(CancellationToken.None)).Should().Be(2);
    }

    [Fact]
    public async Task GetAsync_OneCallerGivesUp_TheOthersStillGetIt()
    {
        var gate = new TaskCompletionSource<int>();
        var once = new AsyncOnce<int>(_ => gate.Task);
        using var caller = new CancellationTokenSource();
        var impatient = once.GetAsync(caller.Token);
        var patient = once.GetAsync(CancellationToken.None);

        await caller.CancelAsync();
        await FluentActions.Awaiting(() => impatient.AtOnceAsync()).Should().ThrowAsync<OperationCanceledException>()
            .Where(e => e.CancellationToken == caller.Token);
        gate.SetResult(7);

        (await patient.AtOnceAsync()).Should().Be(7);
    }
}
