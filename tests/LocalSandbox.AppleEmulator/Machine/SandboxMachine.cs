using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Machine;

/// <summary>
/// What a running container is: a process of its own, which outlives the command that started it, holds the published ports and runs the
/// program. It ends with its program, when it is told to, when its folder vanishes, and after an hour in any case.
/// </summary>
internal sealed class SandboxMachine
{
    public const string HiddenVerb = "--emulator-machine";

    private const string Ready = "ready";

    /// <summary>A test run that was killed cannot remove its folder.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly EmulatorHome _home;
    private readonly ContainerRecord _record;
    private readonly SandboxProgram _program;

    private SandboxMachine(EmulatorHome home, ContainerRecord record)
    {
        _home = home;
        _record = record;
        _program = new SandboxProgram(record, home.LogOf(record.Id));
    }

    /// <summary>Starts the machine of a container; returns null when it runs, and otherwise what went wrong.</summary>
    public static async Task<string?> StartAsync(EmulatorHome home, ContainerRecord record)
    {
        // Through a shell that ends at once: the machine is then nobody's child, and a command that is killed with all its children leaves it be.
        var shell = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "\"$@\" </dev/null >/dev/null 2>&1 &", "sh", Environment.ProcessPath!, HiddenVerb, home.FolderOf(record.Id) },
        };
        using (var process = Process.Start(shell)!)
        {
            await process.WaitForExitAsync();
        }

        var started = Stopwatch.StartNew();
        var handshake = HandshakeOf(home, record.Id);
        while (!File.Exists(handshake))
        {
            if (started.Elapsed > TimeSpan.FromSeconds(30) || home.Find(record.Id) is null)
            {
                return "the machine did not start";
            }

            await Task.Delay(5);
        }

        var answer = await File.ReadAllTextAsync(handshake);
        return answer == Ready ? null : answer;
    }

    /// <summary>The machine itself.</summary>
    public static async Task<int> RunAsync(string folder)
    {
        var home = new EmulatorHome(Path.GetDirectoryName(Path.GetDirectoryName(folder))!);
        if (home.Find(Path.GetFileName(folder)) is not { } record)
        {
            return ExitCodes.Emulator;
        }

        try
        {
            return await new SandboxMachine(home, record).RunAsync();
        }
        catch (IOException)
        {
            // The folder has been taken away.
            return ExitCodes.Emulator;
        }
    }

    private static string HandshakeOf(EmulatorHome home, string id) => Path.Combine(home.FolderOf(id), "handshake");

    private async Task<int> RunAsync()
    {
        IReadOnlyList<Forwarder> ports;
        try
        {
            ports = Forwarder.Bind(_record.Ports);
        }
        catch (SocketException e)
        {
            await ShakeHandsAsync(e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "bind(descriptor:ptr:bytes:): Address already in use (errno: 48)",
                SocketError.AccessDenied => $"Permission denied while binding to host port {_record.Ports[0].HostPort}",
                SocketError.AddressNotAvailable => "bind(descriptor:ptr:bytes:): Can't assign requested address (errno: 49)",
                _ => e.SocketErrorCode.ToString(),
            });
            return ExitCodes.Failure;
        }

        using var control = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        control.Bind(new UnixDomainSocketEndPoint(_record.ControlSocket));
        control.Listen(16);
        using (await _home.LockAsync())
        {
            if (IsStillThere())
            {
                _home.Save(_record with { State = ContainerRecord.Running, StartedAt = DateTimeOffset.UtcNow });
            }
        }

        await ShakeHandsAsync(Ready);
        foreach (var port in ports)
        {
            _ = port.ServeAsync(_program);
        }

        _ = _program.RunAsync();
        var killed = ListenAsync(control);
        var vanished = WatchFolderAsync();
        await Task.WhenAny(_program.Ended, killed, vanished, Task.Delay(LongestLife));
        foreach (var port in ports)
        {
            port.Dispose();
        }

        using (await _home.LockAsync())
        {
            if (!IsStillThere())
            {
                return 0;
            }

            if (_record.IsRemovedAtItsEnd)
            {
                _home.Remove(_record);
            }
            else
            {
                _home.Save(_home.Find(_record.Id)! with { State = ContainerRecord.Stopped });
                File.Delete(_record.ControlSocket);
            }
        }

        return 0;
    }

    /// <summary>Whether the record on disk is still that of this machine and not of a later container of the same name.</summary>
    private bool IsStillThere() => _home.Find(_record.Id)?.Generation == _record.Generation;

    private async Task ShakeHandsAsync(string answer)
    {
        var file = HandshakeOf(_home, _record.Id);
        if (IsStillThere())
        {
            await File.WriteAllTextAsync(file + ".new", answer);
            File.Move(file + ".new", file);
        }
    }

    /// <summary>Returns when it was told to end, and the program was given its time.</summary>
    private async Task ListenAsync(Socket control)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = AcceptAsync(control, told);
        await told.Task;
    }

    private async Task AcceptAsync(Socket control, TaskCompletionSource told)
    {
        while (true)
        {
            try
            {
                var connection = await control.AcceptAsync();
                _ = ObeyAsync(connection, told);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>The connection stays open until the process ends: that is what the other side waits for.</summary>
    private async Task ObeyAsync(Socket connection, TaskCompletionSource told)
    {
        try
        {
            var buffer = new byte[32];
            var read = await connection.ReceiveAsync(buffer);
            var order = Encoding.ASCII.GetString(buffer, 0, read).TrimEnd('\n');
            if (order == MachineControl.Kill)
            {
                told.TrySetResult();
            }
            else if (double.TryParse(order, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            {
                _program.Terminate();
                await Task.WhenAny(_program.Ended, Task.Delay(TimeSpan.FromSeconds(seconds)));
                told.TrySetResult();
            }
            else
            {
                // Somebody only looked whether anybody is here.
                connection.Dispose();
            }
        }
        catch (SocketException)
        {
            connection.Dispose();
        }
    }

    private async Task WatchFolderAsync()
    {
        while (IsStillThere())
        {
            await Task.Delay(PauseBetweenLooks);
        }
    }
}
