using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

internal sealed class SystemStatusCommand : ICommand
{
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, EmulatorHome home, CliVersion version)
    {
        var parsed = Grammars.SystemStatus.Parse(arguments, version);
        var isDown = home.IsServiceStopped;
        var isJson = parsed.Last("--format") == "json";
        await Console.Out.WriteLineAsync(
            isJson ? isDown ? "{\"status\":\"unregistered\"}" : Running(version)
            : isDown ? "apiserver is not running and not registered with launchd"
            : version.IsAtLeast(0, 10) ? $"FIELD              VALUE\nstatus             running\napiserver.version  {version}"
            : $"apiserver is running\ncontainer-apiserver version: {version}");
        return isDown ? ExitCodes.Failure : 0;
    }

    private static string Running(CliVersion version) => version.IsAtLeast(1, 4)
        ? $"{{\"status\":\"running\",\"client\":{{\"version\":\"{version}\"}},\"server\":{{\"version\":\"{version}\"}},\"host\":{{}},\"paths\":{{}},\"resources\":{{}}}}"
        : $"{{\"status\":\"running\",\"appRoot\":\"\",\"installRoot\":\"\",\"apiServerVersion\":\"{version}\",\"apiServerCommit\":\"0190097\",\"apiServerBuild\":\"release\",\"apiServerAppName\":\"container-apiserver\"}}";
}
