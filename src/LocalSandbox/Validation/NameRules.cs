using System.Text.RegularExpressions;

namespace LocalSandbox.Validation;

/// <summary>What makes a container name valid on every runtime. A rule returns what is wrong, or null.</summary>
internal static partial class NameRules
{
    /// <summary>The limit of Apple <c>container</c> from 1.2 on, and of a host name everywhere.</summary>
    private const int LongestName = 63;

    public static string? Check(string field, string? value) =>
        value is null || !ValidName().IsMatch(value)
            ? $"{field} '{value}' is not valid: use 2 or more letters, digits, '_', '.' or '-', beginning with a letter or digit."
            : null;

    /// <summary>An id looks like a name, or like a name and digits with an '@' between them.</summary>
    public static string? CheckContainerId(string field, string value) =>
        ValidId().IsMatch(value) ? null : $"{field} '{value}' is not the id of a container.";

    public static string? CheckContainerName(string field, string prefix, string sandboxId)
    {
        var name = ContainerName(prefix, sandboxId);
        return name.Length <= LongestName
            ? null
            : $"{field} '{sandboxId}' is too long: the container's name '{name}' has {name.Length} characters, at most {LongestName} are allowed.";
    }

    public static string ContainerName(string prefix, string sandboxId) => $"{prefix}-{sandboxId}";

    // \z, not $: that would allow a line feed at the end.
    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+\z")]
    private static partial Regex ValidName();

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+(@[a-zA-Z0-9]+)?\z")]
    private static partial Regex ValidId();
}
