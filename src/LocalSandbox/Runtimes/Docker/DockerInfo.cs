namespace LocalSandbox.Runtimes.Docker;

/// <summary>Reads what <c>info</c> says about an engine.</summary>
internal static class DockerInfo
{
    /// <summary>Stands for limits that the engine itself complains about when it ignores one.</summary>
    public const string SaysSoItself = "-";

    /// <summary>
    /// The folder, which may hold blanks, is last. First of all the errors: without a daemon 20.10 names them nowhere else, and only complains that
    /// the template asks for fields that are not there.
    /// </summary>
    public const string Template =
        "{{range .ServerErrors}}{{println .}}{{else}}{{.ServerVersion}} {{.OSType}} {{.Architecture}} "
        + "{{.MemoryLimit}}/{{.CPUCfsQuota}}/{{.PidsLimit}} {{.DockerRootDir}}{{end}}";

    /// <summary>Reads the answer to <see cref="Template"/>; null when it is none. An engine that does not answer leaves the words empty.</summary>
    public static EngineFacts? Parse(string output) =>
        output.TrimEnd('\r', '\n').Split(' ', 5) is [{ Length: > 0 } version, var system, var architecture, var limits, var folder]
        && DockerPlatform.IsWord(version) && DockerPlatform.IsWord(system) && DockerPlatform.IsWord(architecture)
        && IgnoredLimits(limits) is { } ignored
            ? new EngineFacts(version, DockerPlatform.Of(system, architecture), folder.Length == 0 ? null : folder)
            {
                // Windows containers are limited by other means than these, which are of Linux.
                IgnoredLimits = system is "linux" ? ignored : [],
            }
            : null;

    private static IReadOnlyList<string>? IgnoredLimits(string limits) => limits.Split('/') switch
    {
        [SaysSoItself] => [],
        [var memory, var cpus, var pids] when IsFlag(memory) && IsFlag(cpus) && IsFlag(pids) =>
        [
            .. Unless(memory, nameof(LocalSandboxOptions.Memory)),
            .. Unless(cpus, nameof(LocalSandboxOptions.Cpus)),
            .. Unless(pids, nameof(LocalSandboxOptions.PidsLimit)),
        ],
        _ => null,
    };

    private static bool IsFlag(string word) => word is "true" or "false";

    private static IEnumerable<string> Unless(string flag, string option) => flag is "true" ? [] : [option];
}
