using static LocalSandbox.AppleEmulator.CommandLine.Option;

namespace LocalSandbox.AppleEmulator.CommandLine;

/// <summary>The grammar of every command that is played, with the version each option came in.</summary>
internal static class Grammars
{
    private static readonly Option[] Global = [Flag("--debug")];

    private static readonly Option[] Progress =
    [
        Flag("--disable-progress-updates") with { Until = new CliVersion(0, 7, 0) },
        Text("--progress") with
        {
            Since = new CliVersion(0, 7, 0),
            Choices = version => version.IsAtLeast(0, 12) ? ["auto", "none", "ansi", "plain", "color"] : ["none", "ansi"],
        },
        Number("--max-concurrent-downloads") with { Since = new CliVersion(0, 7, 1) },
        Text("--scheme") with { Choices = version => version.IsAtLeast(1, 3) ? ["http", "https"] : ["http", "https", "auto"] },
    ];

    private static readonly Option[] Platform = [Text("--arch", "-a"), Text("--os"), Text("--platform")];

    private static readonly Option[] Format =
    [
        Text("--format") with
        {
            Choices = version => version.IsAtLeast(1, 0) ? ["json", "table", "yaml", "toml"] : version.IsAtLeast(0, 12) ? ["json", "table", "yaml"] : ["json", "table"],
        },
    ];

    public static Grammar Run { get; } = new("container run [<options>] <image> [<arguments> ...]",
    [
        .. Global, .. Progress, .. Platform,
        Flag("--detach", "-d"), Flag("--remove", "--rm"), Text("--name"), Text("--cidfile"),
        Text("--publish", "-p"), Text("--publish-socket"), Text("--env", "-e"), Text("--env-file"),
        Text("--volume", "-v"), Text("--mount"), Text("--tmpfs"), Text("--label", "-l"),
        Number("--cpus", "-c"), Text("--memory", "-m"), Text("--user", "-u"), Number("--uid"), Number("--gid"),
        Text("--workdir", "-w", "--cwd"), Text("--entrypoint"), Flag("--interactive", "-i"), Flag("--tty", "-t"),
        Text("--network"), Text("--dns"), Text("--dns-domain"), Text("--dns-search"), Text("--dns-option"), Flag("--no-dns"),
        Text("--kernel", "-k"), Flag("--ssh"), Flag("--virtualization"),
        Flag("--rosetta") with { Since = new CliVersion(0, 7, 0) },
        Flag("--read-only") with { Since = new CliVersion(0, 8, 0) },
        Text("--ulimit") with { Since = new CliVersion(0, 9, 0) },
        Flag("--init") with { Since = new CliVersion(0, 10, 0) },
        Text("--init-image") with { Since = new CliVersion(0, 10, 0) },
        Text("--runtime") with { Since = new CliVersion(0, 10, 0) },
        Text("--cap-add") with { Since = new CliVersion(0, 12, 0) },
        Text("--cap-drop") with { Since = new CliVersion(0, 12, 0) },
        Text("--shm-size") with { Since = new CliVersion(1, 0, 0) },
        Text("--kernel-arg") with { Since = new CliVersion(1, 2, 0) },
        Text("--masked-path") with { Since = new CliVersion(1, 2, 1) },
        Text("--read-only-path") with { Since = new CliVersion(1, 2, 1) },
    ],
    "<image>", "[<arguments>] ...")
    {
        PassesThrough = true,
    };

    public static Grammar List { get; } = new("container list [--all] [--format <format>] [--quiet]",
        [.. Global, .. Format, Flag("--all", "-a"), Flag("--quiet", "-q")]);

    public static Grammar Inspect { get; } = new("container inspect <container-ids> ...", Global, "<container-ids> ...");

    public static Grammar Stop { get; } = new("container stop [--all] [--signal <signal>] [--time <time>] [<container-ids> ...]",
        [.. Global, Flag("--all", "-a"), Text("--signal", "-s"), Number("--time", "-t")], "[<container-ids>] ...");

    public static Grammar Kill { get; } = new("container kill [--all] [--signal <signal>] [<container-ids> ...]",
        [.. Global, Flag("--all", "-a"), Text("--signal", "-s")], "[<container-ids>] ...");

    public static Grammar Delete { get; } = new("container delete [--all] [--force] [<container-ids> ...]",
        [.. Global, Flag("--all", "-a"), Flag("--force", "-f")], "[<container-ids>] ...");

    public static Grammar Logs { get; } = new("container logs [--boot] [--follow] [-n <n>] <container-id>",
        [.. Global, Flag("--boot"), Flag("--follow", "-f"), Number("-n")], "<container-id>");

    public static Grammar ImageInspect { get; } = new("container image inspect <images> ...", Global, "<images> ...");

    public static Grammar ImagePull { get; } = new("container image pull [<options>] <reference>", [.. Global, .. Progress, .. Platform], "<reference>");

    public static Grammar SystemStatus { get; } = new("container system status [--prefix <prefix>]",
        [.. Global, Text("--prefix", "-p"), .. Format.Select(option => option with { Since = new CliVersion(0, 10, 0) })]);

    public static Grammar SystemStart { get; } = new("container system start [<options>]",
        [.. Global, Flag("--enable-kernel-install"), Flag("--disable-kernel-install")]);

    public static Grammar SystemStop { get; } = new("container system stop [--prefix <prefix>]", [.. Global, Text("--prefix", "-p")]);
}
