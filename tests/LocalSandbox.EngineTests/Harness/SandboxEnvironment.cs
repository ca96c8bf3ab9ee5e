using System.Text;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>The variables of a sandbox's process, as it answers them itself.</summary>
internal static class SandboxEnvironment
{
    /// <summary>Splits what <c>/proc/self/environ</c> holds. Older versions of Apple's runtime hand over the image's value of a name too, before the other one.</summary>
    public static Dictionary<string, string> Parse(byte[] environ) =>
        Encoding.UTF8.GetString(environ)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2))
            .GroupBy(parts => parts[0], parts => parts[1])
            .ToDictionary(values => values.Key, values => values.Last());

    public static void ShouldHold(IReadOnlyDictionary<string, string> arrived, IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, value) in variables)
        {
            arrived.Should().ContainKey(name);
            (arrived[name] == value).Should().BeTrue("{0} should be unchanged, but begins with {1}", name, arrived[name].Take(100));
        }
    }
}
