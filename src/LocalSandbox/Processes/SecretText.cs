namespace LocalSandbox.Processes;

/// <summary>Masks the secret values of one command in whatever text comes back, because engines echo what they reject.</summary>
internal static class SecretText
{
    /// <summary>Shorter values ("1", "true") say nothing by themselves, and masking them would make every message unreadable.</summary>
    private const int ShortestSecret = 4;

    public static string Mask(string text, IEnumerable<string> secrets)
    {
        // The longest first: a value that contains another one must not be left half masked.
        foreach (var secret in secrets.Where(s => s.Length >= ShortestSecret).OrderByDescending(s => s.Length))
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }
}
