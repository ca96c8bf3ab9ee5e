using System.Reflection;

namespace LocalSandbox.Benchmarks.Reporting;

/// <summary>Where results go.</summary>
internal static class Artifacts
{
    public static string Folder()
    {
        var repository = typeof(Artifacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "Repository").Value!;
        return Directory.CreateDirectory(Path.GetFullPath(Path.Combine(repository, "artifacts", "benchmarks"))).FullName;
    }
}
