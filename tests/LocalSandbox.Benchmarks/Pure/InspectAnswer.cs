using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalSandbox.Benchmarks.Pure;

/// <summary>What an engine answers about any number of containers: its real answer about one, as often as wanted, under different ids.</summary>
internal static class InspectAnswer
{
    private const string Case = "inspect-one-running";

    private static readonly string One = ReadOne();

    public static string Of(int containers)
    {
        using var document = JsonDocument.Parse(One);
        var id = document.RootElement.GetProperty("Id").GetString()!;
        var answer = new StringBuilder("[\n");
        for (var i = 0; i < containers; i++)
        {
            var other = i.ToString("x64", CultureInfo.InvariantCulture);
            answer.Append(i == 0 ? "" : ",\n").Append(One.Replace(id, other, StringComparison.Ordinal));
        }

        return answer.Append("\n]\n").ToString();
    }

    private static string ReadOne()
    {
        using var resource = typeof(InspectAnswer).Assembly.GetManifestResourceStream("capture.json")!;
        using var capture = JsonDocument.Parse(resource);
        var answer = capture.RootElement.GetProperty("cases").GetProperty(Case).GetProperty("stdout").GetString()!;
        return answer[(answer.IndexOf('[', StringComparison.Ordinal) + 1)..answer.LastIndexOf(']')].Trim();
    }
}
