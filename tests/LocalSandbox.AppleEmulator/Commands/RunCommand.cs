using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Machine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>
/// In the order of the real one: name, image, settings, record, machine, ports, process. A command that is killed in between leaves behind
/// what it had made.
/// </summary>
internal sealed class RunCommand : ICommand
{
    private const long SmallestMemory = 200L * 1024 * 1024;

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.Run.Parse(arguments, version);
        if (!parsed.Has("--detach"))
        {
            throw new NotSupportedException("Only 'run -d' is played.");
        }

        var id = parsed.Last("--name") ?? Guid.NewGuid().ToString();
        RunSettings.CheckName(id, version);
        if (home.Find(id) is not null)
        {
            throw new CliFailure("exists", $"container with id {id} already exists");
        }

        Progress.Write(parsed, version, "[1/6] Fetching image [0s]");
        var reference = parsed.Positionals[0];
        if (Images.FindLocal(home, reference) is null)
        {
            Images.Pull(home, reference);
        }

        var record = RunSettings.Read(parsed, id, Images.FindLocal(home, reference)!, home, version);
        using (await home.LockAsync())
        {
            Claim(record, home, version);
        }

        Progress.Write(parsed, version, "[6/6] Starting container [0s]");
        if (await BootAsync(record, home, version) is { } problem)
        {
            using (await home.LockAsync())
            {
                if (home.Find(id)?.Generation == record.Generation)
                {
                    home.Remove(record);
                }
            }

            throw problem;
        }

        await Console.Out.WriteLineAsync(id);
        return 0;
    }

    /// <summary>What the service refuses, whatever the command line has seen before.</summary>
    private static void Claim(ContainerRecord record, EmulatorHome home, CliVersion version)
    {
        if (home.Find(record.Id) is not null)
        {
            throw new CliFailure("internalError", "failed to create container", $"exists: \"container already exists: {record.Id}\"");
        }

        var hostname = record.Id.Split('.')[0];
        if (home.All().Any(other => other.Id.Split('.')[0] == hostname))
        {
            throw new CliFailure("internalError", "failed to create container", $"exists: \"hostname(s) already exist: [\"{hostname}\"]\"");
        }

        if (version.IsAtLeast(0, 10) && record.MemoryInBytes < SmallestMemory)
        {
            throw new CliFailure("invalidArgument", $"minimum memory amount allowed is 200 MiB (got {record.MemoryInBytes} bytes)");
        }

        home.Save(record);
    }

    private static async Task<CliFailure?> BootAsync(ContainerRecord record, EmulatorHome home, CliVersion version)
    {
        await Task.Delay(home.BootTime);
        var problem = !version.IsAtLeast(0, 9) && record.Mounts.Exists(mount => mount.Type == "virtiofs" && File.Exists(mount.Source))
            ? "Error Domain=VZErrorDomain Code=2 \"A directory sharing device configuration is invalid.\""
            : await SandboxMachine.StartAsync(home, record);
        return problem is null
            ? null
            : new CliFailure(
                "internalError",
                "failed to bootstrap container",
                $"internalError: \"failed to bootstrap container {record.Id} (cause: \"unknown: \"{problem}\"\")\"");
    }
}
