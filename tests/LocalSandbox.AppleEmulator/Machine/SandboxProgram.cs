using System.Globalization;
using System.Text;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Machine;

/// <summary>
/// The program inside a container: it understands what eng/test-image/sandbox.sh understands of SANDBOX_MODE, as far as that makes sense
/// without a container, and serves the same paths.
/// </summary>
internal sealed class SandboxProgram(ContainerRecord record, string logPath)
{
    private readonly Dictionary<string, string> _environment = record.Environment
        .Select(variable => variable.Split('=', 2))
        .GroupBy(parts => parts[0])
        .ToDictionary(group => group.Key, group => group.Last().ElementAtOrDefault(1) ?? "");

    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool _listens;

    /// <summary>Gets the exit code, once the program has ended.</summary>
    public Task<int> Ended => _ended.Task;

    public bool IsDeaf => Mode == "deaf";

    private string Mode => Read("SANDBOX_MODE", "ready");

    private int DelayMilliseconds => int.Parse(Read("SANDBOX_DELAY_MS", "300"), CultureInfo.InvariantCulture);

    private int ExitCode => int.Parse(Read("SANDBOX_EXIT_CODE", "3"), CultureInfo.InvariantCulture);

    public bool ListensOn(int port) => _listens && Read("SANDBOX_PORT", "8080") == port.ToString(CultureInfo.InvariantCulture);

    public async Task RunAsync()
    {
        switch (Mode)
        {
            case "ready" or "deaf" or "forkbomb":
                Listen();
                break;

            case "slow":
                await Task.Delay(DelayMilliseconds);
                Listen();
                break;

            case "never":
                Log("sandbox: running, but will never listen");
                break;

            case "unhealthy":
                _listens = true;
                Log($"sandbox: answering {Read("SANDBOX_STATUS", "503")}");
                break;

            case "flood":
                Listen();
                for (var line = 0; line < int.Parse(Read("SANDBOX_FLOOD_MB", "32"), CultureInfo.InvariantCulture) * 12000; line += 1000)
                {
                    Log(string.Join('\n', Enumerable.Repeat("sandbox: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789", 1000)));
                }

                break;

            case "exit":
                Log("sandbox: cannot start: SANDBOX_MODE is exit\nsandbox: cannot start: giving up");
                _ended.TrySetResult(ExitCode);
                break;

            case "exit-after":
                Log(string.Join('\n', Enumerable.Range(1, 60).Select(line => $"sandbox: log line {line} of 60")));
                await Task.Delay(DelayMilliseconds);
                _ended.TrySetResult(ExitCode);
                break;

            case "oom":
                Log("sandbox: filling the memory");
                await Task.Delay(DelayMilliseconds);
                _ended.TrySetResult(137);
                break;

            default:
                Log($"sandbox: unknown SANDBOX_MODE '{Mode}'");
                _ended.TrySetResult(64);
                break;
        }
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        if (!IsDeaf && !Ended.IsCompleted)
        {
            Log("sandbox: stopped by a signal");
            _ended.TrySetResult(0);
        }
    }

    public HttpFile Answer(string path) => path switch
    {
        "/v1/sandbox" when Mode == "unhealthy" => HttpFile.Text(int.Parse(Read("SANDBOX_STATUS", "503"), CultureInfo.InvariantCulture), "unavailable\n"),
        "/v1/sandbox" => HttpFile.Text(200, "{\"status\":\"ready\"}\n", "application/json"),
        "/environ" => HttpFile.Text(200, string.Concat(record.Environment.Select(variable => variable + "\0"))),
        "/mounts" => HttpFile.Text(200, string.Concat(record.Mounts.Select(mount =>
            $"{mount.Type} {Escape(mount.Destination)} {mount.Type} {(mount.IsReadOnly ? "ro" : "rw")} 0 0\n"))),
        _ => ReadMounted("/www" + Uri.UnescapeDataString(path)),
    };

    /// <summary>Serves what the host shares below the folder of the web server.</summary>
    private HttpFile ReadMounted(string path)
    {
        foreach (var mount in record.Mounts.Where(mount => mount.Type == "virtiofs").OrderByDescending(mount => mount.Destination.Length))
        {
            var destination = mount.Destination.TrimEnd('/');
            if (path == destination || path.StartsWith(destination + "/", StringComparison.Ordinal))
            {
                var file = mount.Source + path[destination.Length..];
                return File.Exists(file) ? new HttpFile(200, "application/octet-stream", File.ReadAllBytes(file)) : HttpFile.NotFound;
            }
        }

        return HttpFile.NotFound;
    }

    /// <summary>Escapes as the kernel does in /proc/mounts.</summary>
    private static string Escape(string path) =>
        path.Replace("\\", "\\134").Replace(" ", "\\040").Replace("\t", "\\011").Replace("\n", "\\012");

    private void Listen()
    {
        _listens = true;
        Log($"sandbox: listening on port {Read("SANDBOX_PORT", "8080")}");
    }

    private string Read(string name, string otherwise) => _environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : otherwise;

    private void Log(string text)
    {
        if (Directory.Exists(Path.GetDirectoryName(logPath)))
        {
            File.AppendAllText(logPath, text + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
    }
}
