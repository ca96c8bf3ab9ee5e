using System.Globalization;

namespace LocalSandbox.Runtimes;

/// <summary>
/// Reads the RFC 3339 dates of the engines: 0 to 9 fraction digits, <c>Z</c> (Docker) or the client's offset (Podman).
/// .NET keeps 7 digits; the rest is cut, not rounded, so that a date never lies in the future of itself.
/// </summary>
internal static class ContainerTimestamp
{
    private const int DigitsKept = 7;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>Reads a date; null where it is missing, unreadable, or the zero date that stands for "never".</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)
            || !DateTimeOffset.TryParseExact(
                CutFraction(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return null;
        }

        return date.Year == 1 ? null : date;
    }

    private static string CutFraction(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text;
        }

        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot - 1 <= DigitsKept ? text : string.Concat(text.AsSpan(0, dot + 1 + DigitsKept), text.AsSpan(end));
    }
}
