using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Machine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class SystemStopCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        Grammars.SystemStop.Parse(arguments, version);
        await Task.WhenAll(home.All().Where(record => record.State == ContainerRecord.Running).Select(record => MachineControl.EndAsync(record, "5")));
        home.SetServiceStopped(true);
        return 0;
    }
}
