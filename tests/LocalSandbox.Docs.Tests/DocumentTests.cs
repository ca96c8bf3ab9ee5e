using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LocalSandbox.Docs.Tests;

public sealed partial class DocumentTests
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static TheoryData<string> Documents => [.. Repository.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void CodeBlocks_OfADocument_Compile(string path)
    {
        foreach (var block in CodeBlock.In(Repository.Read(path)))
        {
            var tree = CSharpSyntaxTree.ParseText(block.ToFile(path));
            var errors = CSharpCompilation.Create("Document", [tree], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
                .GetDiagnostics().Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error);

            errors.Select(error => error.ToString()).Should().BeEmpty();
        }
    }

    [Fact]
    public void CodeBlocks_OfTheReadme_AreFound() =>
        CodeBlock.In(Repository.Read("README.md")).Should().NotBeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Fences_OfADocument_AreOfAKnownKind(string path) => CodeBlock.StrangeFences(Repository.Read(path)).Should().BeEmpty();

    [Theory]
    [InlineData("src/LocalSandbox/README.md")]
    [InlineData("src/LocalSandbox.Testing/README.md")]
    public void Links_OfAPackagesReadme_AreAbsolute(string path) =>
        Link().Matches(Repository.Read(path)).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal)).Should().BeEmpty("a package's page has no files of the repository");

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_ToFilesOfTheRepository_LeadSomewhere(string path)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, path))!;
        var targets = Link().Matches(Repository.Read(path)).Select(match => match.Groups["target"].Value);

        targets.Where(target => !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(folder, target))).Should().BeEmpty();
    }

    [Fact]
    public void ErrorCodes_OfTheLibrary_AreAllInTheirDocument()
    {
        var text = Repository.Read("docs/errors.md");

        Enum.GetNames<SandboxErrorCode>().Where(code => !text.Contains($"| `{code}` |", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
