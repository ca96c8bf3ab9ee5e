namespace LocalSandbox.Runtimes.Docker;

/// <summary>What Docker calls operating systems and processors.</summary>
internal static class DockerPlatform
{
    /// <summary>Spells a platform as images do; null where one half is not told. Docker names its machine as the kernel does, its images as Go does.</summary>
    public static string? Of(string system, string architecture) => (system, architecture) switch
    {
        ("", _) or (_, "") => null,
        (_, "x86_64") => $"{system}/amd64",
        (_, "aarch64") => $"{system}/arm64",
        (_, "armv6l" or "armv7l") => $"{system}/arm",
        (_, "i386" or "i686") => $"{system}/386",
        _ => $"{system}/{architecture}",
    };

    /// <summary>Tells what an engine calls a version, a system or an architecture from the rest of what a command line may print.</summary>
    public static bool IsWord(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' or '~' or '-');
}
