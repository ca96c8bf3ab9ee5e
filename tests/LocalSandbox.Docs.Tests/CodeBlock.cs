using System.Text.RegularExpressions;

namespace LocalSandbox.Docs.Tests;

/// <summary>A block of C# in a document.</summary>
/// <param name="Line">The line it begins at.</param>
/// <param name="Given">What the text around it has introduced, as parameters: from a comment <c>given: string id; HttpClient http</c> above it.</param>
/// <param name="Code">The code: statements, or with <c>given: class</c> members of a class.</param>
internal sealed partial record CodeBlock(int Line, string Given, string Code)
{
    public static IEnumerable<CodeBlock> In(string text) => Fence().Matches(text).Select(match => new CodeBlock(
        text.AsSpan(0, match.Groups["code"].Index).Count('\n') + 1, match.Groups["given"].Value, match.Groups["code"].Value));

    /// <summary>
    /// Finds the lines that open a block in another way than this class knows: C# that is called <c>cs</c> or <c>C#</c>, indented or fenced
    /// with tildes would be shown to the reader as the rest is, and be compiled by nobody.
    /// </summary>
    public static IReadOnlyList<string> StrangeFences(string text)
    {
        var strange = new List<string>();
        string? open = null;
        foreach (var line in text.Split('\n'))
        {
            if (AnyFence().Match(line) is not { Success: true } fence)
            {
                continue;
            }

            if (open is not null)
            {
                // A longer fence can hold a shorter one.
                open = fence.Groups["fence"].Value.StartsWith(open, StringComparison.Ordinal) && fence.Groups["info"].Length == 0 ? null : open;
                continue;
            }

            open = fence.Groups["fence"].Value;
            if (!Languages.Contains(line))
            {
                strange.Add(line);
            }
        }

        return strange;
    }

    /// <summary>The openings that are used, each with what becomes of its block: C# is compiled, the others are not C#.</summary>
    private static readonly HashSet<string> Languages = new(StringComparer.Ordinal) { "```csharp", "```json", "```sh", "```" };

    /// <summary>Makes a file of it that compiles when the block does, with the block's own line numbers.</summary>
    public string ToFile(string path)
    {
        var block = $"\n#line {Line} \"{path}\"\n{Code}\n#line default\n";
        var members = Given == "class" ? block : $"static async Task BlockAsync({Given.Replace(';', ',')})\n{{{block}await Task.CompletedTask;\n}}";
        return $"{Usings}\npublic sealed class Document\n{{\n{members}\n}}\n";
    }

    /// <summary>Those that a new project has anyway, and those that a reader's editor adds by itself.</summary>
    private const string Usings =
        """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using LocalSandbox;
        using LocalSandbox.Testing;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Diagnostics.HealthChecks;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;
        using OpenTelemetry.Metrics;
        using OpenTelemetry.Trace;
        using Xunit;
        """;

    [GeneratedRegex(@"(?:<!-- given: (?<given>[^>]*?) -->\n)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^[ \t>]*(?<fence>`{3,}|~{3,})[ \t]*(?<info>[^`]*)$")]
    private static partial Regex AnyFence();
}
