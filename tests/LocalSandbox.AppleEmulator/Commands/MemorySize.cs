using System.Globalization;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>Reads a size: a number and a unit of powers of 1024; without a unit it is bytes. What is left over a MiB is cut off.</summary>
internal static class MemorySize
{
    private const string Units = "bkmgtp";
    private const long MiB = 1024 * 1024;

    public static long Read(string text)
    {
        var lower = text.ToUpperInvariant().Replace("IB", "").ToLowerInvariant();
        lower = lower.Length > 1 && lower[^1] == 'b' && Units.Contains(lower[^2]) ? lower[..^1] : lower;
        var unit = lower.Length > 0 ? Units.IndexOf(lower[^1]) : -1;
        var digits = unit < 0 ? lower : lower[..^1];
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (long)(number * Math.Pow(1024, Math.Max(0, unit))) / MiB * MiB
            : throw new CliFailure("invalidArgument", $"invalid memory size {text}");
    }
}
