using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;
using Xunit.Abstractions;

namespace LocalSandbox.EngineTests;

/// <summary>
/// Prints how long things take. What is asserted is several times what is promised, because nobody knows what else the machine does;
/// the printed values are for people.
/// </summary>
[Collection(Undisturbed.Name)]
public sealed class MeasurementTests(ITestOutputHelper output) : EngineTest
{
    private const int Rounds = 9;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    [EngineFact]
    public async Task CreateAsync_ComparedWithDockerRun_AddsLittle()
    {
        var runner = new InterceptingRunner();
        var backend = NewBackend(runner: runner);
        await backend.DestroyAsync(await backend.CreateAsync(Request("warm-up")));
        var ours = new List<double>();
        var plain = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            runner.Forget();
            var watch = Stopwatch.StartNew();
            var sandbox = await backend.CreateAsync(Request("measured"));
            ours.Add(watch.Elapsed.TotalMilliseconds);
            await backend.DestroyAsync(sandbox);

            watch.Restart();
            await RunAndWaitAsync(runner.Ended[0].Command, sandbox.Url!);
            plain.Add(watch.Elapsed.TotalMilliseconds);
            await DockerCli.RunAsync("rm", "-f", sandbox.ContainerName!);
        }

        output.WriteLine(
            $"create {Median(ours):0} ms, the same 'docker run -d' until the first 200 {Median(plain):0} ms: {Median(ours) - Median(plain):0} ms more (medians of {Rounds})");
        (Median(ours) - Median(plain)).Should().BeLessThan(150);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineTheory]
    [InlineData("exit", 0)]
    [InlineData("exit-after", 100)]
    [InlineData("exit-after", 300)]
    public async Task CreateAsync_SandboxThatExits_IsNoticedSoon(string mode, int delay)
    {
        var latencies = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            var runner = new InterceptingRunner();
            var backend = NewBackend(runner: runner);
            await ShouldFailAsync(() => backend.CreateAsync(Misbehaving($"exits-{round}", mode, delay)), SandboxErrorCode.ExitedEarly);
            latencies.Add((DateTimeOffset.UtcNow - runner.FinishedAt()).TotalMilliseconds);
        }

        output.WriteLine($"{mode} after {delay} ms: noticed and removed {string.Join(", ", latencies.Select(l => $"{l:0}"))} ms after the exit");
        Median(latencies).Should().BeLessThan(2000);
        await ShouldHaveLeftNothingAsync();
    }

    [EngineTheory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task DestroyAsync_DeafProcess_TakesTheGracePeriodAndLittleMore(int graceSeconds)
    {
        var backend = NewBackend(options => options.StopGracePeriod = TimeSpan.FromSeconds(graceSeconds));
        var sandbox = await backend.CreateAsync(Misbehaving("deaf", "deaf"));
        var watch = Stopwatch.StartNew();

        await backend.DestroyAsync(sandbox);

        output.WriteLine($"deaf process, grace {graceSeconds} s: {watch.ElapsedMilliseconds} ms");
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(graceSeconds + 4));
        await ShouldHaveLeftNothingAsync();
    }

    [EngineFact]
    public async Task EveryOperation_OnAHealthySandbox_IsQuick()
    {
        var backend = NewBackend();
        var times = new Dictionary<string, List<double>>();
        for (var round = 0; round < 5; round++)
        {
            var sandbox = await TimeAsync("create", () => backend.CreateAsync(Request("timed")));
            await TimeAsync("adopt", () => backend.CreateAsync(Request("timed")));
            await TimeAsync("discover", () => backend.DiscoverAsync("timed"));
            await TimeAsync("is alive", () => backend.IsAliveAsync(sandbox));
            await TimeAsync("list", () => backend.ListRunningAsync());
            await TimeAsync("destroy", async () =>
            {
                await backend.DestroyAsync(sandbox);
                return true;
            });
        }

        output.WriteLine(string.Join(", ", times.Select(time => $"{time.Key} {Median(time.Value):0} ms")));
        times.Values.Select(Median).Should().OnlyContain(median => median < 5000);

        async Task<T> TimeAsync<T>(string what, Func<Task<T>> operation)
        {
            var watch = Stopwatch.StartNew();
            var result = await operation();
            (times.TryGetValue(what, out var list) ? list : times[what] = []).Add(watch.Elapsed.TotalMilliseconds);
            return result;
        }
    }

    private static async Task RunAndWaitAsync(ProcessCommand command, Uri url)
    {
        await DockerCli.RunAsync([.. command.Arguments]);
        while (true)
        {
            try
            {
                using var response = await Http.GetAsync(new Uri(url, "/v1/sandbox"));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException)
            {
                // Not yet.
            }
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
