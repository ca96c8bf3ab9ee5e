namespace LocalSandbox.Runtimes.Apple;

/// <summary>
/// Spells a mount in the one of two ways that can express it: <c>-v</c> splits at colons, <c>--mount</c> at commas and equals signs and
/// takes no single file; neither knows quotes.
/// </summary>
internal static class AppleMount
{
    public static IReadOnlyList<string> Format(SandboxMount mount, AppleVersion version, Func<string, bool> isFile)
    {
        if (!mount.HostPath.StartsWith('/'))
        {
            throw Refused(SandboxErrorCode.InvalidRequest, mount, "the path is not one of macOS");
        }

        var isSingleFile = isFile(mount.HostPath);
        if (isSingleFile && !version.MountsFiles)
        {
            throw Refused(SandboxErrorCode.Unsupported, mount, $"a single file can be shared from 0.9.0 on, this is {version}");
        }

        if (!Has(mount, ':'))
        {
            // Exactly "ro": "readonly" would be passed on and ignored.
            return ["-v", $"{mount.HostPath}:{mount.ContainerPath}{(mount.ReadOnly ? ":ro" : "")}"];
        }

        if (isSingleFile)
        {
            throw Refused(SandboxErrorCode.InvalidRequest, mount, "the paths of a single file cannot hold ':'");
        }

        // Never "readonly=false": the value is ignored, and it would be read-only.
        return Has(mount, ',') || Has(mount, '=')
            ? throw Refused(SandboxErrorCode.InvalidRequest, mount, "its paths cannot hold ':' together with ',' or '='")
            : ["--mount", $"type=bind,source={mount.HostPath},target={mount.ContainerPath}{(mount.ReadOnly ? ",readonly" : "")}"];
    }

    /// <summary>
    /// Refuses what cannot be expressed, and one directory shared for reading and for writing: shares are told apart by their source, and
    /// one setting would win for both.
    /// </summary>
    public static void Check(IReadOnlyList<SandboxMount> mounts, AppleVersion version, Func<string, bool> isFile)
    {
        foreach (var mount in mounts)
        {
            Format(mount, version, isFile);
        }

        var contradiction = mounts.GroupBy(mount => TrimSlashes(mount.HostPath), StringComparer.Ordinal)
            .FirstOrDefault(same => same.Any(mount => mount.ReadOnly) && same.Any(mount => !mount.ReadOnly));
        if (contradiction is not null)
        {
            throw Refused(SandboxErrorCode.Unsupported, contradiction.First(), "it is to be shared read-only and writable at once");
        }
    }

    private static string TrimSlashes(string path) => string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    private static bool Has(SandboxMount mount, char separator) =>
        mount.HostPath.Contains(separator, StringComparison.Ordinal) || mount.ContainerPath.Contains(separator, StringComparison.Ordinal);

    private static SandboxException Refused(SandboxErrorCode code, SandboxMount mount, string why) => new(
        code, $"Apple container cannot mount '{mount.HostPath}' at '{mount.ContainerPath}': {why}.");
}
