using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class ImageInspectCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var references = Grammars.ImageInspect.Parse(arguments, version).Positionals;
        var missing = references.Where(reference => Images.FindLocal(home, reference) is null).ToList();
        if (missing.Count == 0 || !version.IsAtLeast(1, 0))
        {
            await Console.Out.WriteLineAsync($"[{string.Join(',', references.Except(missing).Select(reference => $"{{\"name\":\"{Images.Normalize(reference)}\"}}"))}]");
        }

        if (missing.Count == 0)
        {
            return 0;
        }

        if (version.IsAtLeast(1, 0))
        {
            throw new CliFailure("notFound", $"image not found: {string.Join(", ", missing)}");
        }

        if (version.IsAtLeast(0, 8))
        {
            // The log says what is missing, the error nothing.
            await Console.Error.WriteLineAsync(string.Join('\n', missing.Select(reference => $"{reference}: Image not found")));
            await Console.Error.WriteLineAsync("Error: The operation couldn’t be completed. (ContainerCommands.Application.ImageInspect.InspectError error 1.)");
            return ExitCodes.Failure;
        }

        throw new CliFailure("notFound", $"images: {string.Join('\n', missing)}");
    }
}
