using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalSandbox.Runtimes;

/// <summary>
/// Digests of what a sandbox was made from, kept as a label, so that another process can tell whether it would have made the same.
/// Environment variables are left out: a digest of a secret helps whoever guesses at it.
/// </summary>
/// <param name="Image">Of the image's name.</param>
/// <param name="Mounts">Of the mounts, in their order.</param>
/// <param name="Limits">Of isolation, limits, network, user, init, container port and extra arguments.</param>
internal sealed record SandboxFingerprint(string Image, string Mounts, string Limits)
{
    public static SandboxFingerprint Of(ContainerSpec spec) => new(
        Digest([spec.Image]),
        Digest(spec.Mounts.SelectMany(m => new[] { m.HostPath, m.ContainerPath, m.ReadOnly ? "ro" : "rw" })),
        Digest(
        [
            spec.Isolation.ToString(),
            spec.Limits.Memory ?? "",
            spec.Limits.Cpus?.ToString(CultureInfo.InvariantCulture) ?? "",
            spec.Limits.Pids?.ToString(CultureInfo.InvariantCulture) ?? "",
            spec.Network ?? "",
            spec.User ?? "",
            spec.Init ? "init" : "",
            spec.ContainerPort.ToString(CultureInfo.InvariantCulture),
            .. spec.ExtraRunArguments,
        ]));

    public static SandboxFingerprint? Parse(string? label) =>
        label?.Split('.') is [var image, var mounts, var limits] ? new SandboxFingerprint(image, mounts, limits) : null;

    /// <summary>Names what differs, for a person; empty when nothing does.</summary>
    public string DescribeDifference(SandboxFingerprint? other)
    {
        if (other is null)
        {
            return "settings that it does not record";
        }

        string?[] differences =
        [
            Image == other.Image ? null : "another image",
            Mounts == other.Mounts ? null : "other mounts",
            Limits == other.Limits ? null : "other limits or isolation",
        ];
        return string.Join(", ", differences.OfType<string>());
    }

    public override string ToString() => $"{Image}.{Mounts}.{Limits}";

    private static string Digest(IEnumerable<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part};");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
