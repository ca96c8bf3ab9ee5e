using System.Buffers;
using System.Text;

namespace LocalSandbox.Processes;

/// <summary>Shows a command line for logs and errors. For people only: nothing ever runs this text.</summary>
internal static class CommandLineText
{
    private const string Mask = "***";

    private static readonly SearchValues<char> Unquotable = SearchValues.Create(" \t\r\n\"'\\");

    public static string Format(string fileName, IReadOnlyList<string> arguments)
    {
        var text = new StringBuilder(fileName);
        var valueFollows = false;
        foreach (var argument in arguments)
        {
            text.Append(' ').Append(Quote(valueFollows ? MaskValue(argument) : MaskInline(argument)));

            // Also at the end of short options in one word, such as -de.
            valueFollows = argument is "--env" or ['-', not '-', .., 'e'] or "-e";
        }

        return text.ToString();
    }

    /// <summary>Values reach the command line only through a host's own extra arguments; those are masked too.</summary>
    private static string MaskInline(string argument)
    {
        if (argument.StartsWith("--env=", StringComparison.Ordinal))
        {
            return "--env=" + MaskValue(argument["--env=".Length..]);
        }

        return argument.StartsWith("-e", StringComparison.Ordinal) ? "-e" + MaskValue(argument[2..]) : argument;
    }

    private static string MaskValue(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? assignment : string.Concat(assignment.AsSpan(0, equals + 1), Mask);
    }

    private static string Quote(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAny(Unquotable)
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
