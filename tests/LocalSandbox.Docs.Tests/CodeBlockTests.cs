namespace LocalSandbox.Docs.Tests;

public sealed class CodeBlockTests
{
    [Theory]
    [InlineData("```cs", "```")]
    [InlineData("```c#", "```")]
    [InlineData("```C#", "```")]
    [InlineData("```CSharp", "```")]
    [InlineData("``` csharp", "```")]
    [InlineData("```csharp title", "```")]
    [InlineData("  ```csharp", "  ```")]
    [InlineData("> ```csharp", "> ```")]
    [InlineData("````csharp", "````")]
    [InlineData("~~~csharp", "~~~")]
    [InlineData("```unheard-of", "```")]
    public void StrangeFences_CodeThatWouldNotBeCompiled_IsFound(string opening, string closing) =>
        CodeBlock.StrangeFences($"Text.\n\n{opening}\nvar one = 1;\n{closing}\n```json\n{{}}\n```\n").Should().Equal(opening);

    [Theory]
    [InlineData("```csharp")]
    [InlineData("```json")]
    [InlineData("```sh")]
    [InlineData("```")]
    public void StrangeFences_KnownKinds_AreNot(string fence) =>
        CodeBlock.StrangeFences($"{fence}\nx\n```\nText with `code`.\n{fence}\nx\n```\n").Should().BeEmpty();

    [Fact]
    public void In_BlocksOfCSharp_FindsEachWithItsLine() =>
        CodeBlock.In("Text.\n```csharp\nOne();\n```\n```sh\nls\n```\n<!-- given: int two -->\n```csharp\nTwo();\n```\n")
            .Should().Equal(new CodeBlock(3, "", "One();\n"), new CodeBlock(10, "int two", "Two();\n"));
}
