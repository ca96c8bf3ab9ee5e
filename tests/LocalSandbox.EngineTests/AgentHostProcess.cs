using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace LocalSandbox.EngineTests;

/// <summary>The sample's host as a process of its own, as its users start it, with a client of it.</summary>
internal sealed class AgentHostProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = [];

    private AgentHostProcess(int port, IEnumerable<string> settings)
    {
        var program = typeof(AgentHostProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "AgentHostPath").Value!;
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, $"--Urls={url}", .. settings])
        {
            WorkingDirectory = Path.GetDirectoryName(program),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(1) };
    }

    public HttpClient Http { get; }

    /// <summary>Gets what the host has written so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a host, and returns it when it listens or has ended.</summary>
    public static async Task<AgentHostProcess> StartAsync(int port, params string[] settings)
    {
        var host = new AgentHostProcess(port, settings);
        var watch = Stopwatch.StartNew();
        while (!host._process.HasExited && !host.Output.Contains("Now listening on", StringComparison.Ordinal))
        {
            watch.Elapsed.Should().BeLessThan(StartLimit, "the host should have started; it wrote: {0}", host.Output);
            await Task.Delay(50);
        }

        return host;
    }

    /// <summary>Stops the host as a service manager does, and returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await WaitForExitAsync();
    }

    /// <summary>Waits for the host to end by itself.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
