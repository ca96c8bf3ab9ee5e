using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>Another host process that stays, can be asked for many things at once, and can be killed.</summary>
internal sealed class LivingPeer : IAsyncDisposable
{
    private const string Ready = "ready";

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = [];
    private readonly Lock _sending = new();
    private readonly Process _process;
    private readonly Task _reading;
    private int _number;

    private LivingPeer(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public int ProcessId => _process.Id;

    /// <summary>Starts a process and returns when it waits for commands.</summary>
    public static async Task<LivingPeer> StartAsync(string prefix, int basePort, int portRange, string lockFolder)
    {
        string[] arguments =
        [
            Peer.Assembly, "serve", Engine.Image, prefix, basePort.ToString(CultureInfo.InvariantCulture), lockFolder,
            portRange.ToString(CultureInfo.InvariantCulture),
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadLineAsync() is Ready
            ? new LivingPeer(process)
            : throw new InvalidOperationException($"The peer ended with exit code {process.ExitCode}.");
    }

    /// <summary>Starts several at once.</summary>
    public static Task<LivingPeer[]> StartAsync(int count, string prefix, int basePort, int portRange, string lockFolder) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartAsync(prefix, basePort, portRange, lockFolder)));

    /// <summary>Asks for an operation; its failure, or the end of the process, is an <see cref="InvalidOperationException"/>.</summary>
    public async Task<T?> AskAsync<T>(string operation, string id, params string[] variables)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = _asked[number] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var line = string.Join(' ', [number.ToString(CultureInfo.InvariantCulture), operation, id, .. variables]) + "\n";
        Send(line);
        var json = await answer.Task;
        return json.TryGetProperty("Error", out var error)
            ? throw new InvalidOperationException($"'{operation} {id}' of another process failed: {error.GetString()}")
            : json.GetProperty("Answer").Deserialize<T>();
    }

    /// <summary>Kills the process, and nothing that it has started, with a signal that it cannot handle.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets the process end by itself, as a host does that is shut down.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Dispose();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private void Send(string line)
    {
        lock (_sending)
        {
            _process.StandardInput.Write(line);
            _process.StandardInput.Flush();
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (_asked.TryRemove(int.Parse(line.AsSpan(0, blank), CultureInfo.InvariantCulture), out var asked))
            {
                using var document = JsonDocument.Parse(line.AsMemory(blank + 1));
                asked.SetResult(document.RootElement.Clone());
            }
        }

        foreach (var asked in _asked.Values)
        {
            asked.TrySetException(new InvalidOperationException("The process has ended."));
        }
    }
}
