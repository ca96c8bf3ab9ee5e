namespace LocalSandbox.Validation;

/// <summary>Which mounts can be expressed on a runtime's command line.</summary>
internal static class MountRules
{
    public static IEnumerable<string> Check(string field, IEnumerable<SandboxMount?> mounts)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in mounts)
        {
            if (mount is null)
            {
                yield return $"{field} holds a null.";
            }
            else if (!IsUsablePath(mount.HostPath) || !IsAbsoluteOnAnyHost(mount.HostPath))
            {
                yield return $"{field} has the {nameof(SandboxMount.HostPath)} '{mount.HostPath}': it must be an absolute path without control characters.";
            }
            else if (!IsUsablePath(mount.ContainerPath) || !mount.ContainerPath.StartsWith('/') || Normalize(mount.ContainerPath) is "/")
            {
                yield return $"{field} has the {nameof(SandboxMount.ContainerPath)} '{mount.ContainerPath}': it must begin with '/', "
                    + "not be the root itself, and hold no control characters.";
            }
            else if (!taken.Add(Normalize(mount.ContainerPath)))
            {
                yield return $"{field} has the {nameof(SandboxMount.ContainerPath)} '{mount.ContainerPath}' more than once.";
            }
        }
    }

    private static bool IsUsablePath(string? path) => !string.IsNullOrEmpty(path) && !path.Any(char.IsControl) && UnicodeText.IsValid(path);

    /// <summary>The path is one of the engine's machine, which need not be of this system: both notations count everywhere.</summary>
    private static bool IsAbsoluteOnAnyHost(string path) =>
        path.StartsWith('/')
        || path.StartsWith(@"\\", StringComparison.Ordinal)
        || (path.Length >= 3 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/');

    /// <summary>Resolves <c>//</c>, <c>.</c> and <c>..</c> as the engine does, so that one place cannot be mounted twice under two spellings.</summary>
    private static string Normalize(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part is "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part is not ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
