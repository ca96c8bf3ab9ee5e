using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class ListCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.List.Parse(arguments, version);
        var isJson = parsed.Last("--format") == "json";
        var all = await Containers.ListAsync(home);

        // Up to 0.9.0 JSON holds all containers, asked for or not.
        var shown = parsed.Has("--all") || (isJson && !version.IsAtLeast(0, 10))
            ? all
            : [.. all.Where(record => record.State == ContainerRecord.Running)];
        await Console.Out.WriteAsync(
            isJson ? ContainerJson.Format(shown, version, isPretty: false) + "\n"
            : (parsed.Has("--quiet") ? "" : "ID  IMAGE  OS  ARCH  STATE\n")
                + string.Concat(shown.Select(record => parsed.Has("--quiet") ? $"{record.Id}\n" : $"{record.Id}  {record.Image}  linux  arm64  {record.State}\n")));
        return 0;
    }
}
