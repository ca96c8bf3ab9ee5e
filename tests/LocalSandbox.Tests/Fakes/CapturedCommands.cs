namespace LocalSandbox.Tests.Fakes;

/// <summary>Which commands of the captures are the library's. A capture of any other command has to be sorted in here first.</summary>
internal static class CapturedCommands
{
    /// <summary>Gets the commands that the library runs on an engine: each failure of one must have a verdict.</summary>
    public static IReadOnlyList<string> Ours { get; } =
        ["container inspect", "image inspect", "info", "logs", "ps", "pull", "rm", "run", "stop", "wait"];

    /// <summary>Gets the commands that were captured to learn about the engines, and that the library never runs, with the reason.</summary>
    public static IReadOnlyDictionary<string, string> NeverRun { get; } = new Dictionary<string, string>
    {
        ["create"] = "'run -d' makes and starts in one call",
        ["curl"] = "a caller of a sandbox, no command of an engine",
        ["exec"] = "nothing is started inside a sandbox",
        ["inspect"] = "it answers for images, networks and volumes too; 'container inspect' is asked instead",
        ["kill"] = "'stop -t 0' does it, and does not fail on what has ended",
        ["port"] = "ports are read from 'container inspect'",
        ["start"] = "a sandbox is started once, by 'run'",
        ["version"] = "the command line is asked with '--version', the engine with 'info'",
    };
}
