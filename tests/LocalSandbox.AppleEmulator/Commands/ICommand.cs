using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal interface ICommand
{
    Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version);
}
