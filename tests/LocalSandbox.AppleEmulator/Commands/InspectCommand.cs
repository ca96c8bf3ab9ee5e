using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class InspectCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var ids = Grammars.Inspect.Parse(arguments, version).Positionals.ToHashSet();
        var found = (await Containers.ListAsync(home)).Where(record => ids.Contains(record.Id)).ToList();
        if (version.IsAtLeast(1, 0) && found.Count != ids.Count)
        {
            throw new CliFailure("notFound", $"container not found: {string.Join(", ", ids.Except(found.Select(record => record.Id)).Order())}");
        }

        await Console.Out.WriteLineAsync(ContainerJson.Format(found, version, isPretty: version.IsAtLeast(1, 0)));
        return 0;
    }
}
