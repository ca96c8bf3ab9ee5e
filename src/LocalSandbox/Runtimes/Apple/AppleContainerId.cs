namespace LocalSandbox.Runtimes.Apple;

/// <summary>
/// What stands for a container id. Apple's id is the name, and a container that was made again under the same name has the same one, so
/// the first digits of the attempt label are added: <c>name@3f9c12ab01cd</c>. An <c>@</c> can stand in no name, so that an id is never
/// taken for a name or the other way round. The command line takes only names: the dialect splits an id again, and looks whether
/// the container of that name is still the one that is meant, before it touches it.
/// </summary>
internal static class AppleContainerId
{
    private const char Separator = '@';

    /// <summary>48 random bits, as many as people compare of a Docker id.</summary>
    private const int DigitsKept = 12;

    /// <summary>Makes the id; a container without the label, which is never one of ours, has only its name.</summary>
    public static string Of(string name, IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(SandboxLabels.Attempt) is { Length: >= DigitsKept } attempt && attempt.All(char.IsAsciiHexDigitLower)
            ? $"{name}{Separator}{attempt.AsSpan(0, DigitsKept)}"
            : name;

    public static bool IsId(string nameOrId) => nameOrId.Contains(Separator, StringComparison.Ordinal);

    public static string NameOf(string id)
    {
        var end = id.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? id : id[..end];
    }
}
