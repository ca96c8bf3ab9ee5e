using System.Globalization;
using System.Text;

namespace LocalSandbox.Runtimes;

/// <summary>The labels that make a container ours and say how it was made.</summary>
/// <remarks>Values hold <c>[A-Za-z0-9_.-]</c> only: Apple refuses <c>=</c>, and Podman 4.3 splits filters at commas.</remarks>
internal static class SandboxLabels
{
    public const string Namespace = "io.localsandbox.";

    public const string Prefix = Namespace + "prefix";

    /// <summary>A <see cref="SandboxFingerprint"/>.</summary>
    public const string Spec = Namespace + "spec";

    public const string Image = Namespace + "image";

    public const string Thread = Namespace + "thread";

    /// <summary>Unique for every attempt to create a sandbox, so that cleaning up after a failed one can never remove a rival's.</summary>
    public const string Attempt = Namespace + "attempt";

    public static bool AreOurs(ContainerFacts facts, string prefix) =>
        facts.Labels.TryGetValue(Prefix, out var value) && value == prefix;

    /// <summary>Writes any text as a label value: every other character becomes an underscore and the hexadecimal digits of its UTF-8 bytes.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)unit;
            if (char.IsAsciiLetterOrDigit(character) || character is '.' or '-')
            {
                encoded.Append(character);
            }
            else
            {
                encoded.Append('_').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }
}
