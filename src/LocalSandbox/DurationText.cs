using System.Globalization;

namespace LocalSandbox;

/// <summary>Writes durations for people; in messages, which are English, whatever the host's culture is.</summary>
internal static class DurationText
{
    public static string InSeconds(this TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###} s");
}
