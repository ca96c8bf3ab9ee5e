using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class ImagePullCommand : ICommand
{
    public Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.ImagePull.Parse(arguments, version);
        Progress.Write(parsed, version, "[1/2] Fetching image [0s]");
        Images.Pull(home, parsed.Positionals[0]);
        return Task.FromResult(0);
    }
}
