using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Machine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class StopCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.Stop.Parse(arguments, version);
        var ids = Containers.Named(parsed, home);
        if (!version.IsAtLeast(0, 11))
        {
            // Up to 0.10.0 it goes through the list: what is not in it is left out without a word.
            ids = [.. ids.Where(id => home.Find(id) is not null)];
        }

        var how = parsed.Last("--signal") is "KILL" or "SIGKILL" or "9" ? MachineControl.Kill : parsed.Last("--time") ?? "5";
        await Containers.ForEachAsync(ids, async id =>
        {
            var record = home.Find(id) ?? throw Containers.NotFound("stop", id);

            // What is listed as stopped is not touched, although it may live (apple/container#2286).
            if (record.State == ContainerRecord.Running)
            {
                await MachineControl.EndAsync(record, how);
            }
        });
        return 0;
    }
}
