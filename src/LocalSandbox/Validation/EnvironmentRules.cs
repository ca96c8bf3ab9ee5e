using LocalSandbox.Runtimes;

namespace LocalSandbox.Validation;

/// <summary>What a runtime can hand to a sandbox as an environment variable. Messages name the variable, never its value.</summary>
internal static class EnvironmentRules
{
    /// <summary>Linux refuses a single "NAME=value" of 128 KiB (MAX_ARG_STRLEN), its terminating zero included.</summary>
    private const int LongestVariable = (128 * 1024) - 1;

    /// <summary>Go's line scanner, which reads the file of <see cref="ReservedVariables"/>, refuses 64 KiB.</summary>
    private const int LongestLine = (64 * 1024) - 1;

    public static IEnumerable<string> Check(string field, IEnumerable<KeyValuePair<string, string>> environment) =>
        environment.Select(variable => Check(field, variable.Key, variable.Value)).OfType<string>();

    /// <summary>Whoever puts a whole "NAME=value" where the name belongs has put the value there.</summary>
    private static string? WithoutValue(string? name) =>
        name?.IndexOf('=', StringComparison.Ordinal) is >= 0 and var equals ? $"{name[..equals]}=***" : name;

    private static string? Check(string field, string name, string? value)
    {
        if (string.IsNullOrEmpty(name) || name.AsSpan().ContainsAny("=\0\r\n") || name.EndsWith('*') || !UnicodeText.TryCountBytes(name, out var nameLength))
        {
            // A trailing asterisk makes Podman pass on every variable of the host that begins so.
            return $"{field} has a variable named '{WithoutValue(name)}': a name must not be empty, hold '=', NUL or a line break, or end with '*'.";
        }

        if (value is null || value.Contains('\0', StringComparison.Ordinal) || !UnicodeText.TryCountBytes(value, out var valueLength))
        {
            return $"{field} variable '{name}' has a value that is null, holds NUL, or is not valid Unicode.";
        }

        if (nameLength + 1 + valueLength > LongestVariable)
        {
            return $"{field} variable '{name}' has {nameLength + 1 + valueLength} bytes with its value; the system allows {LongestVariable}.";
        }

        if (name == "HOME" && valueLength == 0)
        {
            // runc puts the user's home directory in its place, so that what was asked for would not arrive (seen with Docker 20.10).
            return $"{field} variable 'HOME' cannot be empty: the engine would set a home directory of its own. Name a directory, or leave the variable out.";
        }

        if (!ReservedVariables.Contains(name))
        {
            return null;
        }

        // These travel in a file of lines, which has no quoting.
        return value.AsSpan().ContainsAny('\r', '\n') ? $"{field} variable '{name}' cannot hold a line break: the runtime's command line reads a variable of that name itself."
            : nameLength + 1 + valueLength > LongestLine ? $"{field} variable '{name}' has {nameLength + 1 + valueLength} bytes with its value; for a variable of that name {LongestLine} are possible."
            : name[0] == '#' || name.Any(char.IsWhiteSpace) ? $"{field} variable '{name}' cannot begin with '#' or hold white space in its name."
            : null;
    }
}
