using System.Globalization;
using System.Text;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>Looks at the command lines of all processes of this machine, again and again.</summary>
internal static class CommandLineScan
{
    public static (int Scans, int WithName, int WithSecret) Until(string secret, string name, CancellationToken stop)
    {
        var (scans, withName, withSecret) = (0, 0, 0);
        for (; !stop.IsCancellationRequested; scans++)
        {
            var once = Once(secret, name);
            withName += once.WithName;
            withSecret += once.WithSecret;
        }

        return (scans, withName, withSecret);
    }

    /// <summary>Counts the command lines that hold the name, and those that hold the secret.</summary>
    public static (int WithName, int WithSecret) Once(string secret, string name)
    {
        var lines = Directory.EnumerateDirectories("/proc")
            .Where(process => int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(process => Read(Path.Combine(process, "cmdline")))
            .ToList();
        return (
            lines.Count(line => line.Contains(name, StringComparison.Ordinal)),
            lines.Count(line => line.Contains(secret, StringComparison.Ordinal)));
    }

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
