using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Machine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class KillCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.Kill.Parse(arguments, version);
        var ids = Containers.Named(parsed, home);
        var isSilent = !version.IsAtLeast(0, 10);
        if (isSilent)
        {
            ids = [.. ids.Where(id => home.Find(id) is { State: ContainerRecord.Running })];
        }

        var isTerm = parsed.Last("--signal") is "TERM" or "SIGTERM" or "15";
        await Containers.ForEachAsync(ids, async id =>
        {
            var record = home.Find(id) ?? throw Containers.NotFound("kill", id);
            if (record.State != ContainerRecord.Running)
            {
                throw new CliFailure("internalError", "failed to kill container", "invalidState: \"container is stopped\"") { IsAggregated = true };
            }

            await MachineControl.EndAsync(record, isTerm ? "3600" : MachineControl.Kill);
        });
        return 0;
    }
}
