using System.Globalization;

namespace LocalSandbox.AppleEmulator;

/// <summary>The version that is played. It shares no code with the library, so that one mistake is not made on both sides.</summary>
internal sealed record CliVersion(int Major, int Minor, int Patch)
{
    public static CliVersion? Parse(string? text) =>
        text?.Split('.') is [var major, var minor, var patch]
        && int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var x)
        && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var y)
        && int.TryParse(patch, NumberStyles.None, CultureInfo.InvariantCulture, out var z)
            ? new CliVersion(x, y, z)
            : null;

    public bool IsAtLeast(int major, int minor, int patch = 0) => (Major, Minor, Patch).CompareTo((major, minor, patch)) >= 0;

    public override string ToString() => $"{Major}.{Minor}.{Patch}";
}
