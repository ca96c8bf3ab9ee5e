namespace LocalSandbox.Processes;

/// <summary>Masks the secret values of one command in whatever text comes back, because engines echo what they reject.</summary>
internal static class SecretText
{
    /// <summary>Shorter values ("1", "true") say nothing by themselves, and masking them would make every message unreadable.</summary>
    public const int ShortestSecret = 4;

    public static string Mask(string text, IEnumerable<string> secrets)
    {
        // Without the white space around it: a value that was read from a file ends with a line break, which no message quotes. The longest
        // first: a value that contains another one must not be left half masked.
        foreach (var secret in secrets.Select(s => s.Trim()).Where(s => s.Length >= ShortestSecret).OrderByDescending(s => s.Length))
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }
}
