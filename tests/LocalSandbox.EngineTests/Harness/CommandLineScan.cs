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
            foreach (var process in Directory.EnumerateDirectories("/proc"))
            {
                if (!int.TryParse(Path.GetFileName(process.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out _))
                {
                    continue;
                }

                var commandLine = Read(Path.Combine(process, "cmdline"));
                withName += commandLine.Contains(name, StringComparison.Ordinal) ? 1 : 0;
                withSecret += commandLine.Contains(secret, StringComparison.Ordinal) ? 1 : 0;
            }
        }

        return (scans, withName, withSecret);
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
