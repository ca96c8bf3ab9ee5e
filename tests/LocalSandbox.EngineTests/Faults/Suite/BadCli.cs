using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>
/// A real executable that hands every command over to docker, except those of one verb, where it misbehaves. It is a shell script, because that
/// starts in a millisecond and becomes docker or the misbehaviour itself.
/// </summary>
internal static class BadCli
{
    private const string SomeId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <summary>Misbehaviours, each as the lines of a script; <c>$last</c> is the last argument.</summary>
    public static IReadOnlyDictionary<string, string> Ways { get; } = new Dictionary<string, string>
    {
        ["hangs"] = "exec sleep 600",
        ["hangs in a child"] = "sleep 600 & wait",
        ["floods its output"] = $"yes {SomeId} | head -c $flood",
        ["floods its errors"] = $"yes {SomeId} | head -c $flood >&2",
        ["floods both and fails"] = $"yes {SomeId} | head -c $flood | tee /dev/stderr; exit 1",
        ["stops in the middle of its answer"] = "answer=$(docker \"$@\"); printf %s \"$answer\" | head -c $((${#answer} / 2))",
        ["prints nothing"] = "exit 0",
        ["prints nothing and fails"] = "exit 1",
        ["is killed"] = "kill -KILL $$",
        ["prints the JSON of something else"] = $"echo '[{{\"Id\": \"{SomeId}\", \"Name\": \"/something-else\", \"State\": {{\"Status\": \"running\"}}, \"Config\": {{\"Labels\": {{}}}}}}]'",
        ["prints JSON of the wrong shape"] = "echo '{\"Id\": 1, \"Name\": [\"x\"], \"State\": \"running\"}'",
        ["prints JSON without what it was asked for"] =
            "docker \"$@\" >/dev/null; echo \"[{\\\"Id\\\": \\\"$last\\\", \\\"Name\\\": \\\"/$last\\\", \\\"State\\\": {\\\"Status\\\": \\\"running\\\"}}]\"",
        ["prints an empty list"] = "echo '[]'",
        ["prints null"] = "echo null",
        ["prints what is not UTF-8"] = "docker \"$@\" | LC_ALL=C tr l '\\377'",
        ["succeeds with an error text"] = "echo 'Error response from daemon: something went wrong' >&2; exit 0",
        ["fails with exit code 125 and an id"] = $"echo {SomeId}; exit 125",
    };

    /// <summary>Writes the executable.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="verb">The first word or words of the commands that misbehave.</param>
    /// <param name="way">One of <see cref="Ways"/>.</param>
    /// <param name="floodBytes">How long a flood is.</param>
    public static Task<string> WriteAsync(string path, string verb, string way, long floodBytes) => Script.WriteAsync(
        path,
        "/bin/sh",
        $"""
        flood={floodBytes}
        for last; do :; done
        case "$1 $2" in
            {verb.Replace(" ", "\\ ", StringComparison.Ordinal)}\ *) {Ways[way]} ;;
            {verb.Replace(" ", "\\ ", StringComparison.Ordinal)}) {Ways[way]} ;;
            *) exec docker "$@" ;;
        esac
        """);
}
