namespace LocalSandbox.Tests.Runtimes;

/// <summary>Rows of an error table whose text could not be captured, because it takes a system that the captures were not made on.</summary>
internal static class ReportedErrorRows
{
    /// <summary>Gets what such a row looks for first, and where its text is reported.</summary>
    public static IReadOnlyDictionary<string, string> Docker { get; } = new Dictionary<string, string>
    {
        ["ports are not available"] = "Docker Desktop on a Mac: docker/for-mac#6461, #7041",
        ["forbidden by its access permissions"] = "Docker Desktop on Windows, a reserved port: docker/for-win#8881",
        ["only one usage of each socket address"] = "Docker Desktop on Windows: docker/for-win#14407",
        ["for api route and version"] = "Docker Desktop while it starts: docker/for-mac#7775",
        ["mounts denied"] = "Docker Desktop on a Mac, a folder that is not shared: docker/for-mac#6759",
    };
}
