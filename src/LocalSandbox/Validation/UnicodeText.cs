using System.Text;

namespace LocalSandbox.Validation;

/// <summary>Tells text from what only looks like it: a lone surrogate becomes another character on its way to a process.</summary>
internal static class UnicodeText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool IsValid(string text) => TryCountBytes(text, out _);

    /// <summary>Counts the bytes of a text in UTF-8; false when it is not valid.</summary>
    public static bool TryCountBytes(string text, out int count)
    {
        try
        {
            count = Strict.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            count = 0;
            return false;
        }
    }
}
