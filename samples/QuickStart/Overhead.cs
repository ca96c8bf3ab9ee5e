using System.Diagnostics;
using System.Globalization;
using LocalSandbox;

namespace QuickStart;

/// <summary>
/// Compares creating a sandbox with the least it can take: one <c>docker run -d</c> with the same arguments, and the moment the sandbox first
/// answers. The two take turns, so that a machine that slows down slows both.
/// </summary>
internal static class Overhead
{
    private const int Rounds = 9;

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(ISandboxBackend sandboxes, LocalSandboxOptions options, HttpClient http)
    {
        var bare = new List<double>();
        var library = new List<double>();
        Console.WriteLine();
        Console.Write($"measuring what the library adds to a bare 'docker run -d', {Rounds} rounds ");
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"{options.ContainerPrefix}-bare-{Environment.ProcessId}";
            var port = options.BasePort + 50;
            var watch = Stopwatch.StartNew();
            await DockerAsync(options, [.. RunArguments(options, name, port)]);
            try
            {
                await AnswerAsync(http, new Uri($"http://127.0.0.1:{port}{options.HealthPath}"));
                bare.Add(watch.Elapsed.TotalMilliseconds);
            }
            finally
            {
                await DockerAsync(options, "rm", "-f", name);
            }

            watch.Restart();
            var sandbox = await sandboxes.CreateAsync(new SandboxRequest($"overhead-{Environment.ProcessId}"));
            library.Add(watch.Elapsed.TotalMilliseconds);
            await sandboxes.DestroyAsync(sandbox);
            Console.Write('.');
        }

        Console.WriteLine();
        Console.WriteLine($"bare       {Median(bare),6:0} ms  until the sandbox first answers (median)");
        Console.WriteLine($"create     {Median(library),6:0} ms  (median)");
        Console.WriteLine($"added      {Median(bare.Zip(library, (b, l) => l - b)),6:0;-0;0} ms  (median of the rounds)");
    }

    private static IEnumerable<string> RunArguments(LocalSandboxOptions options, string name, int port) =>
    [
        "run", "-d", "--pull", "never", "--name", name, "--init",
        "-p", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}:{options.ContainerPort}"),
        "--security-opt", "seccomp=unconfined", "--security-opt", "no-new-privileges", "--cap-drop", "ALL",
        "--memory", "2g", "--memory-swap", "2g", "--cpu-period", "100000", "--cpu-quota", "200000", "--pids-limit", "512",
        options.Image,
    ];

    private static async Task DockerAsync(LocalSandboxOptions options, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(options.RuntimePath ?? "docker", arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"docker {arguments[0]} failed with exit code {process.ExitCode}.");
        }
    }

    private static async Task AnswerAsync(HttpClient http, Uri url)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < AnswerLimit;)
        {
            try
            {
                using var response = await http.GetAsync(url);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet: this loop asks as fast as it can, to find the earliest moment there is.
            }
        }

        throw new TimeoutException($"{url} did not answer within {AnswerLimit.TotalSeconds} s.");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
