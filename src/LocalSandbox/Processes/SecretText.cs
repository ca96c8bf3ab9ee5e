namespace LocalSandbox.Processes;

/// <summary>Masks the secret values of one command in whatever text comes back, because engines echo what they reject.</summary>
internal static class SecretText
{
    /// <summary>Shorter values ("1", "true") say nothing by themselves, and masking them would make every message unreadable.</summary>
    public const int ShortestSecret = 4;

    /// <summary>Shorter lines of a value may be any line of a text.</summary>
    private const int ShortestLine = 16;

    public static string Mask(string text, IEnumerable<string> secrets)
    {
        // The longest first: a value that contains another one must not be left half masked.
        foreach (var secret in secrets.SelectMany(WithItsLines).OrderByDescending(s => s.Length))
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>
    /// Gets a value without the white space around it, because one that was read from a file ends with a line break, which no message quotes;
    /// and the lines of a long one, such as a key, of which a log's last lines may hold only the end.
    /// </summary>
    private static IEnumerable<string> WithItsLines(string secret)
    {
        var whole = secret.Trim();
        var lines = whole.AsSpan().ContainsAny('\r', '\n') ? whole.Split(['\r', '\n'], StringSplitOptions.TrimEntries) : [];
        return whole.Length < ShortestSecret ? [] : lines.Where(line => line.Length >= ShortestLine).Prepend(whole);
    }
}
