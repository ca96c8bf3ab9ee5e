using System.Text;
using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class LogsCommand : ICommand
{
    private static readonly char[] LineBreaks = ['\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029'];

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.Logs.Parse(arguments, version);
        var id = parsed.Positionals[0];
        if (home.Find(id) is null)
        {
            var inner = new CliFailure("notFound", $"get failed: container {id} not found");
            throw version.IsAtLeast(0, 10)
                ? new CliFailure("internalError", $"failed to get logs for container {id}", inner.Nested)
                : new CliFailure("invalidArgument", $"failed to fetch container logs for {id}: {inner.Nested}");
        }

        var text = parsed.Has("--boot") ? "[    0.000000] Booting Linux\n" : File.Exists(home.LogOf(id)) ? await File.ReadAllTextAsync(home.LogOf(id), Encoding.UTF8) : "";
        var lines = text.Split(LineBreaks, StringSplitOptions.RemoveEmptyEntries);
        await Console.Out.WriteAsync(string.Concat(
            (parsed.Last("-n") is { } count ? lines.TakeLast(int.Parse(count)) : lines).Select(line => line + "\n")));
        return 0;
    }
}
