using System.Globalization;

namespace LocalSandbox.AppleEmulator.CommandLine;

/// <summary>What one command accepts, and its parser, which works like swift-argument-parser.</summary>
/// <param name="Usage">The usage line.</param>
/// <param name="Options">Its options.</param>
/// <param name="Positionals">The names of its positional arguments; the last may end in <c>...</c>.</param>
internal sealed record Grammar(string Usage, IReadOnlyList<Option> Options, params string[] Positionals)
{
    /// <summary>Gets a value indicating whether everything after the first positional argument belongs to somebody else.</summary>
    public bool PassesThrough { get; init; }

    public ParsedArguments Parse(IReadOnlyList<string> arguments, CliVersion version)
    {
        var values = new List<(string Option, string Value)>();
        var positionals = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (PassesThrough && positionals.Count > 0)
            {
                positionals.Add(argument);
            }
            else if (argument is "--")
            {
                positionals.AddRange(arguments.Skip(i + 1));
                break;
            }
            else if (argument.Length < 2 || argument[0] != '-')
            {
                positionals.Add(argument);
            }
            else
            {
                i = ReadOption(arguments, i, version, values);
            }
        }

        CheckPositionals(positionals);
        return new ParsedArguments(values.ToLookup(value => value.Option, value => value.Value), positionals);
    }

    private int ReadOption(IReadOnlyList<string> arguments, int at, CliVersion version, List<(string Option, string Value)> values)
    {
        var argument = arguments[at];
        var equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=') : -1;
        var name = equals < 0 ? argument : argument[..equals];
        if (Find(name, version) is not { } option)
        {
            // Several flags of one letter may stand together.
            if (!name.StartsWith("--", StringComparison.Ordinal) && name.Length > 2
                && name[1..].All(letter => Find($"-{letter}", version) is { Kind: OptionKind.Flag }))
            {
                values.AddRange(name[1..].Select(letter => (Find($"-{letter}", version)!.Names[0], "")));
                return at;
            }

            throw new UsageFailure($"Unknown option '{name}'", Usage);
        }

        if (option.Kind is OptionKind.Flag)
        {
            if (equals >= 0)
            {
                throw new UsageFailure($"The option '{name}' does not take any value, but '{argument[(equals + 1)..]}' was specified.", Usage);
            }

            values.Add((option.Names[0], ""));
            return at;
        }

        var isNext = equals < 0;
        if (isNext && (at + 1 >= arguments.Count || (arguments[at + 1].Length > 1 && arguments[at + 1][0] == '-')))
        {
            throw new UsageFailure($"Missing value for '{name} <{option.Names[0].TrimStart('-')}>'", Usage);
        }

        var value = isNext ? arguments[at + 1] : argument[(equals + 1)..];
        Check(option, name, value, version);
        values.Add((option.Names[0], value));
        return isNext ? at + 1 : at;
    }

    private void Check(Option option, string name, string value, CliVersion version)
    {
        var placeholder = $"{name} <{option.Names[0].TrimStart('-')}>";
        if (option.Kind is OptionKind.Number && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            throw new UsageFailure($"The value '{value}' is invalid for '{placeholder}'", Usage);
        }

        if (option.Choices?.Invoke(version) is { } choices && !choices.Contains(value))
        {
            throw new UsageFailure(
                $"The value '{value}' is invalid for '{placeholder}'. Please provide one of {string.Join(", ", choices.Select(choice => $"'{choice}'"))}.", Usage);
        }
    }

    private void CheckPositionals(List<string> positionals)
    {
        var isOpen = PassesThrough || Positionals is [.., var last] && last.EndsWith("...", StringComparison.Ordinal);
        var required = Positionals.Count(name => name[0] == '<');
        if (positionals.Count < required)
        {
            throw new UsageFailure($"Missing expected argument '{Positionals[positionals.Count]}'", Usage);
        }

        if (!isOpen && positionals.Count > Positionals.Length)
        {
            throw new UsageFailure($"Unexpected argument '{positionals[Positionals.Length]}'", Usage);
        }
    }

    private Option? Find(string name, CliVersion version) => Options.FirstOrDefault(option => option.Names.Contains(name) && option.IsKnownTo(version));
}
