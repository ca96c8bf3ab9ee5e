using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>A version of Apple <c>container</c>, and what that version can do.</summary>
internal readonly partial record struct AppleVersion(int Major, int Minor, int Patch)
{
    public static AppleVersion Oldest { get; } = new(0, 6, 0);

    public bool IsSupported => IsAtLeast(Oldest.Major, Oldest.Minor);

    /// <summary>Gets a value indicating whether there is <c>--progress</c>, in place of <c>--disable-progress-updates</c>.</summary>
    public bool HasProgress => IsAtLeast(0, 7);

    /// <summary>Gets a value indicating whether <c>--env-file</c> may be a pipe.</summary>
    public bool ReadsPipes => IsAtLeast(0, 8);

    public bool PublishesOnIPv6 => IsAtLeast(0, 8);

    /// <summary>Gets a value indicating whether a single file can be shared; before, the virtual machine did not start (VZErrorDomain Code=2).</summary>
    public bool MountsFiles => IsAtLeast(0, 9);

    public bool HasInit => IsAtLeast(0, 10);

    public bool HasCapabilities => IsAtLeast(0, 12);

    /// <summary>Reads <c>container CLI version 1.2.2 (build: release, commit: 0190097)</c>; null when no version is in it.</summary>
    public static AppleVersion? Parse(string text) =>
        Pattern().Match(text) is { Success: true, Groups: var groups }
            ? new AppleVersion(Number(groups[1]), Number(groups[2]), Number(groups[3]))
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private bool IsAtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\bversion ([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})\b", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
