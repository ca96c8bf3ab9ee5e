using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class SystemStartCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        Grammars.SystemStart.Parse(arguments, version);
        using (await home.LockAsync())
        {
            // A container that does not run forgets when it did.
            foreach (var record in home.All().Where(record => record.State == ContainerRecord.Stopped))
            {
                home.Save(record with { StartedAt = null });
            }
        }

        home.SetServiceStopped(false);
        return 0;
    }
}
