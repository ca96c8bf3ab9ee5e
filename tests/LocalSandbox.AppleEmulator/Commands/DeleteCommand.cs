using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Machine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class DeleteCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.Delete.Parse(arguments, version);
        var ids = Containers.Named(parsed, home);
        var missing = ids.Where(id => home.Find(id) is null).ToList();
        if (missing.Count > 0 && !version.IsAtLeast(0, 11))
        {
            throw new CliFailure("notFound", $"failed to delete one or more containers: [{string.Join(", ", missing.Select(id => $"\"{id}\""))}]");
        }

        await Containers.ForEachAsync(ids, async id =>
        {
            var record = home.Find(id) ?? throw Containers.NotFound("delete", id);
            if (record.State == ContainerRecord.Running && !parsed.Has("--force"))
            {
                throw new CliFailure("internalError", "failed to delete container", $"invalidState: \"container {id} is running and can not be deleted\"") { IsAggregated = true };
            }

            // Whatever the record says: the machine ends.
            await MachineControl.EndAsync(record, MachineControl.Kill);
            using (await home.LockAsync())
            {
                if (home.Find(id)?.Generation == record.Generation)
                {
                    home.Remove(record);
                }
            }
        });
        return 0;
    }
}
