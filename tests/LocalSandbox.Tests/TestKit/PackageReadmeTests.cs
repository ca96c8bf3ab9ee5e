using System.Reflection;
using System.Text.RegularExpressions;

namespace LocalSandbox.Tests.TestKit;

/// <summary>The tests that the package's README shows are tests here, word for word, so that they run.</summary>
public sealed partial class PackageReadmeTests
{
    private static readonly string Repository = typeof(PackageReadmeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "Repository").Value!;

    private static readonly IReadOnlyList<string> Examples =
    [
        .. CodeBlock().Matches(Read("src/LocalSandbox.Testing/README.md")).Select(block => block.Groups["code"].Value)
            .Where(code => code.Contains("[Fact]", StringComparison.Ordinal)),
    ];

    [Theory]
    [InlineData(0, "SurvivingAgentTests")]
    [InlineData(1, "ScriptedProcessRunnerTests")]
    public void Example_OfTheReadme_IsATestHere(int example, string tests) =>
        Read($"tests/LocalSandbox.Tests/TestKit/{tests}.cs").Should().Contain(LineWithText().Replace(Examples[example], "    $0"));

    [Fact]
    public void Example_OfASandboxThatDies_HasLessThanTenLines()
    {
        Examples.Should().HaveCount(2);
        Examples[0].Split("\n}\n")[0].Split('\n').Append("}").Should().HaveCountLessThan(10);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository, path)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^.+", RegexOptions.Multiline)]
    private static partial Regex LineWithText();
}
