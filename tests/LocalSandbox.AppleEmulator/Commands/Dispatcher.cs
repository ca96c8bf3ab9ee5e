using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>Finds the command; an unknown word is taken for a plugin that is missing, as in the real one.</summary>
internal static class Dispatcher
{
    public static async Task<int> RunAsync(string[] args, EmulatorHome home, CliVersion version)
    {
        if (args is ["--version", ..])
        {
            await HangAsync(home, "hang", "--version");
            await Console.Out.WriteLineAsync($"container CLI version {version} (build: release, commit: 0190097)");
            return 0;
        }

        var (verb, command, rest) = Find(args, home, version);
        await HangAsync(home, "hang", verb);
        if (home.IsServiceStopped && !verb.StartsWith("system ", StringComparison.Ordinal))
        {
            throw verb == "list"
                ? new CliFailure("internalError", "failed to list containers", CliFailure.Xpc("Connection invalid").Nested) { IsAggregated = true }
                : CliFailure.Xpc("Connection invalid");
        }

        var exitCode = await command.RunAsync(rest, home, version);
        await HangAsync(home, "hang-after", verb);
        return home.Names("xpc-timeout", verb)
            ? throw new CliFailure("internalError", $"failed to {verb} container", "internalError: \"XPC timeout for request to com.apple.container.apiserver\"")
            : exitCode;
    }

    private static (string Verb, ICommand Command, string[] Arguments) Find(string[] args, EmulatorHome home, CliVersion version) => args switch
    {
        ["run", .. var rest] => ("run", new RunCommand(), rest),
        ["list" or "ls", .. var rest] => ("list", new ListCommand(), rest),
        ["inspect", .. var rest] => ("inspect", new InspectCommand(), rest),
        ["stop", .. var rest] => ("stop", new StopCommand(), rest),
        ["kill", .. var rest] => ("kill", new KillCommand(), rest),
        ["delete" or "rm", .. var rest] => ("delete", new DeleteCommand(), rest),
        ["logs", .. var rest] => ("logs", new LogsCommand(), rest),
        ["image", "inspect", .. var rest] => ("image inspect", new ImageInspectCommand(), rest),
        ["image", "pull", .. var rest] => ("image pull", new ImagePullCommand(), rest),
        ["system", "status", .. var rest] => ("system status", new SystemStatusCommand(), rest),
        ["system", "start", .. var rest] => ("system start", new SystemStartCommand(), rest),
        ["system", "stop", .. var rest] => ("system stop", new SystemStopCommand(), rest),
        ["create" or "start" or "exec" or "cp" or "copy" or "build" or "builder" or "network" or "volume" or "registry" or "machine" or "stats", ..]
            or ["image" or "system", ..] => throw new NotSupportedException($"'container {string.Join(' ', args.Take(2))}' is not played."),
        [var option, ..] when option.StartsWith('-') => throw new UsageFailure($"Unknown option '{option}'", "container [--debug] <subcommand>"),
        [var word, ..] => throw new UsageFailure(home.IsServiceStopped
            ? "Plugins are unavailable. Start the container system services and retry:\n\n    container system start\n"
            : $"Plugin 'container-{word}' not found."),
        [] => throw new UsageFailure("Missing expected subcommand", $"container [--debug] <subcommand> ({version})"),
    };

    private static Task HangAsync(EmulatorHome home, string switchFile, string verb) =>
        home.Names(switchFile, verb) ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
}
