using System.Reflection;
using System.Text.RegularExpressions;

namespace LocalSandbox.Tests.TestKit;

/// <summary>The example of the package's README, word for word.</summary>
public sealed partial class SurvivingAgentTests
{
    [Fact]
    public async Task Ask_WhenTheSandboxHasDied_IsAnsweredByAnother()
    {
        using var sandboxes = new InMemorySandboxBackend { Behavior = new() { Respond = (_, _) => Task.FromResult(Answer("42")) } };
        var agent = new Agent(sandboxes);
        await agent.AskAsync("a conversation");
        sandboxes.Kill(SandboxIds.ForThread("a conversation"));
        Assert.Equal("42", await agent.AskAsync("a conversation"));
    }

    private static HttpResponseMessage Answer(string text) => new() { Content = new StringContent(text) };

    // The code under test: yours.
    private sealed class Agent(ISandboxBackend sandboxes)
    {
        private static readonly HttpClient Http = new();

        public async Task<string> AskAsync(string conversation)
        {
            var sandbox = await sandboxes.GetOrCreateAsync(new SandboxRequest(SandboxIds.ForThread(conversation)));
            return await Http.GetStringAsync(new Uri(sandbox.Url!, "answer"));
        }
    }

    [Fact]
    public void Readme_OfThePackage_ShowsWhatIsAbove()
    {
        var example = CodeBlock().Match(ReadFile("src/LocalSandbox.Testing/README.md")).Groups["code"].Value;

        example.Should().Contain("[Fact]");
        ReadFile("tests/LocalSandbox.Tests/TestKit/SurvivingAgentTests.cs").Should().Contain(LineWithText().Replace(example, "    $0"));
        example.Split("}\n")[0].Split('\n').Length.Should().BeLessThan(10, "the README promises a test of less than ten lines");
    }

    private static string ReadFile(string path) => File.ReadAllText(Path.Combine(
        typeof(SurvivingAgentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!, path))
        .ReplaceLineEndings("\n");

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^.+", RegexOptions.Multiline)]
    private static partial Regex LineWithText();
}
