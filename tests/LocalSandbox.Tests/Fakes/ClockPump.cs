using Microsoft.Extensions.Time.Testing;
using Xunit.Sdk;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Lets time pass until something is done; fails with a message where it would otherwise hang.</summary>
internal static class ClockPump
{
    private const int YieldsPerStep = 8;

    /// <summary>What needs no time must not be given any because a busy machine is slow to run it.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan DefaultStep = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(15);

    /// <summary>How long real work may take that needs no time on the fake clock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<T> RunAsync<T>(this FakeTimeProvider clock, Task<T> task, TimeSpan? step = null, TimeSpan? limit = null)
    {
        await clock.AdvanceUntilAsync(() => task.IsCompleted, step, limit);
        return await task;
    }

    public static async Task RunAsync(this FakeTimeProvider clock, Task task, TimeSpan? step = null, TimeSpan? limit = null)
    {
        await clock.AdvanceUntilAsync(() => task.IsCompleted, step, limit);
        await task;
    }

    /// <summary>Lets time pass in small steps until the condition holds.</summary>
    public static Task AdvanceUntilAsync(
        this FakeTimeProvider clock, Func<bool> isDone, TimeSpan? step = null, TimeSpan? limit = null) =>

        // Away from xunit's context, on which continuations of timers would not run in line.
        Task.Run(async () =>
        {
            var end = clock.GetUtcNow() + (limit ?? DefaultLimit);
            var started = TimeProvider.System.GetTimestamp();
            while (!isDone() && TimeProvider.System.GetElapsedTime(started) < HeadStart)
            {
                await Task.Yield();
            }

            while (true)
            {
                for (var i = 0; i < YieldsPerStep && !isDone(); i++)
                {
                    await Task.Yield();
                }

                if (isDone())
                {
                    return;
                }

                if (clock.GetUtcNow() >= end)
                {
                    throw new XunitException($"It did not happen within {limit ?? DefaultLimit} on the fake clock.");
                }

                clock.Advance(step ?? DefaultStep);
            }
        });

    /// <summary>Waits, without any time passing on the fake clock, for something that happens on other threads.</summary>
    public static async Task SettleAsync(Func<bool> isDone)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!isDone())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new XunitException($"It did not happen within {Patience}.");
            }

            await Task.Yield();
        }
    }

    /// <summary>Waits for a task that must need no time on the fake clock.</summary>
    public static Task<T> AtOnceAsync<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task AtOnceAsync(this Task task) => task.WaitAsync(Patience);
}
