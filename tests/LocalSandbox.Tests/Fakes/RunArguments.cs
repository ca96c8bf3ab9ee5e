namespace LocalSandbox.Tests.Fakes;

/// <summary>The arguments of a <c>run</c>, read as a command line does: an option and, unless it is a switch, the value behind it.</summary>
internal sealed class RunArguments
{
    private static readonly string[] Switches = ["-d", "--init", "--rm", "--http-proxy=false"];

    private RunArguments(List<(string Option, string Value)> options, string image)
    {
        Options = options;
        Image = image;
    }

    public IReadOnlyList<(string Option, string Value)> Options { get; }

    public string Image { get; }

    /// <summary>Reads them, but for the last <paramref name="extra"/> ones before the image, which the caller passed on as they are.</summary>
    /// <exception cref="FormatException">Something stands where an option belongs, or an option lacks its value.</exception>
    public static RunArguments Read(IReadOnlyList<string> arguments, int extra)
    {
        if (arguments[0] != "run")
        {
            throw new FormatException($"'{arguments[0]}' is not 'run'.");
        }

        var options = new List<(string, string)>();
        var end = arguments.Count - 1 - extra;
        for (var i = 1; i < end; i++)
        {
            var argument = arguments[i];
            if (argument.Length < 2 || argument[0] != '-')
            {
                throw new FormatException($"'{argument}' is no option.");
            }

            if (Switches.Contains(argument) || argument.StartsWith("--env=", StringComparison.Ordinal))
            {
                options.Add(argument.StartsWith("--env=", StringComparison.Ordinal) ? ("-e", argument["--env=".Length..]) : (argument, "set"));
            }
            else
            {
                options.Add((argument, ++i < end ? arguments[i] : throw new FormatException($"'{argument}' has no value.")));
            }
        }

        return new RunArguments(options, arguments[^1]);
    }

    public IEnumerable<string> ValuesOf(string option) => Options.Where(one => one.Option == option).Select(one => one.Value);
}
