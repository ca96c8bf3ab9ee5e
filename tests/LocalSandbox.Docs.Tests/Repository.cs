using System.Reflection;

namespace LocalSandbox.Docs.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!);

    /// <summary>Gets every document, as a path from the root.</summary>
    public static IEnumerable<string> Documents { get; } =
    [
        .. new[] { "", "docs", "src", "samples" }.SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Root, folder), "*.md", folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file)),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");
}
