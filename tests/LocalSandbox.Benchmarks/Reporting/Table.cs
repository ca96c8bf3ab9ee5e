using System.Text;

namespace LocalSandbox.Benchmarks.Reporting;

/// <summary>Rows under headings, for a terminal or a document.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes it with columns of equal width.</summary>
    public string ToText()
    {
        var widths = headings.Select((heading, column) => _rows.Select(row => row[column].Length).Append(heading.Length).Max()).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows.Prepend(headings))
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => IsText(column) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }

        return text.ToString();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(Line(headings)).AppendLine(Line(headings.Select((_, column) => IsText(column) ? "---" : "---:")));
        foreach (var row in _rows)
        {
            text.AppendLine(Line(row));
        }

        return text.ToString();
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    /// <summary>The first two columns name things, the others are figures.</summary>
    private static bool IsText(int column) => column < 2;
}
