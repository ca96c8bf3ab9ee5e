using System.Buffers;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>The environment of the command line itself, and what of a sandbox's environment it can pass on.</summary>
internal static class AppleEnvironment
{
    private static readonly string[] KeptPrefixes = ["CONTAINER_", "LC_", "XDG_"];

    private static readonly HashSet<string> Kept =
        new(StringComparer.Ordinal) { "HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TMPDIR", "USER" };

    /// <summary>
    /// The file of <see cref="ReservedVariables"/> is split into lines at each of these, not only where EnvironmentRules looks:
    /// what follows one would be read as another variable.
    /// </summary>
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\v\f\u0085\u2028\u2029");

    /// <summary>
    /// Removes every variable of the host that the command line has no need of. Up to 1.1.0 a bare name in an image's own environment was
    /// filled from the command line's, so that a hostile image could read the host's secrets.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Reduce(IEnumerable<string> hostVariables, IReadOnlyDictionary<string, string?> sandboxVariables)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in hostVariables.Where(name => !IsNeeded(name)))
        {
            environment[name] = null;
        }

        foreach (var (name, value) in sandboxVariables)
        {
            environment[name] = value;
        }

        return environment;
    }

    public static void Check(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (name, _) in environment.Where(variable => ReservedVariables.Contains(variable.Key) && variable.Value.AsSpan().ContainsAny(LineBreaks)))
        {
            throw new SandboxException(
                SandboxErrorCode.InvalidRequest, $"Variable '{name}' cannot hold a line break of any kind: the runtime's command line reads a variable of that name itself.");
        }
    }

    /// <summary>The credentials of a registry are read by the service, from its own environment.</summary>
    private static bool IsNeeded(string name) =>
        Kept.Contains(name)
        || (Array.Exists(KeptPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && !name.StartsWith("CONTAINER_REGISTRY_", StringComparison.Ordinal));
}
