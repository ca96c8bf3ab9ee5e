using System.Globalization;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>What a person who waits for the suite sees; xunit's own output comes only at the end of a test.</summary>
internal static class SuiteLog
{
    public static void Write(string line) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[faults {DateTime.Now:HH:mm:ss}] {line}"));
}
