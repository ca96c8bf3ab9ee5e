using System.Globalization;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often each contender takes its turn at a create; other work is derived from it.</param>
/// <param name="Bursts">How often 50 sandboxes are created at once.</param>
/// <param name="Only">The parts to run; empty for all of them.</param>
internal sealed record LifecycleOptions(int Rounds, int Bursts, IReadOnlyList<string> Only)
{
    public const string Usage = """
        lifecycle [--rounds N] [--bursts N] [--quick] [--only PART,...] [--quickstart-jit FILE] [--quickstart-aot FILE]

          --rounds N              how often each contender takes its turn at a create (15)
          --bursts N              how often each creates 50 sandboxes, 8 at a time (3)
          --quick                 4 rounds, one burst: some three minutes
          --only PART,...         of idle, parse, create, seen, read, first-use, profile, deaf, burst, start-up
          --quickstart-jit FILE   the quickstart's dll, to measure its start-up
          --quickstart-aot FILE   the quickstart published with PublishAot, likewise
        """;

    private const int DefaultRounds = 15;
    private const int QuickRounds = 4;
    private const int DefaultBursts = 3;

    public string? QuickStartJit { get; init; }

    public string? QuickStartAot { get; init; }

    /// <summary>Gets how often what waits for whole grace periods is done.</summary>
    public int LongRounds => Math.Max(1, Rounds / 5);

    /// <exception cref="FormatException">An argument is not known.</exception>
    public static LifecycleOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new LifecycleOptions(DefaultRounds, DefaultBursts, []);
        for (var i = 0; i < arguments.Count; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Rounds = QuickRounds, Bursts = 1 },
                "--rounds" when i + 1 < arguments.Count => options with { Rounds = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--bursts" when i + 1 < arguments.Count => options with { Bursts = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--only" when i + 1 < arguments.Count => options with { Only = arguments[++i].Split(',') },
                "--quickstart-jit" when i + 1 < arguments.Count => options with { QuickStartJit = arguments[++i] },
                "--quickstart-aot" when i + 1 < arguments.Count => options with { QuickStartAot = arguments[++i] },
                var unknown => throw new FormatException($"'{unknown}' is not known, or its value is missing."),
            };
        }

        return options;
    }

    public bool Includes(string part) => Only.Count == 0 || Only.Contains(part);
}
