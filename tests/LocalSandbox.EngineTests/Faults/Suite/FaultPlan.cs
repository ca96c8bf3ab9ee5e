using System.Globalization;
using System.Security.Cryptography;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>How much of the suite runs, and from which seed.</summary>
/// <param name="Factor">What the number of tries is multiplied with; 1 is the full suite.</param>
/// <param name="Seed">Where all randomness begins.</param>
internal sealed record FaultPlan(double Factor, int Seed)
{
    public const string FactorVariable = "LOCALSANDBOX_FAULTS";
    public const string SeedVariable = "LOCALSANDBOX_FAULT_SEED";

    private const double Short = 0.1;

    public bool IsFull => Factor >= 1;

    public static FaultPlan Read() => new(
        Environment.GetEnvironmentVariable(FactorVariable) switch
        {
            null or "" or "short" => Short,
            "full" => 1,
            var number when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor > 0 => factor,
            var other => throw new InvalidOperationException($"{FactorVariable} is '{other}', but must be 'short', 'full' or a factor."),
        },
        Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } seed
            ? int.Parse(seed, CultureInfo.InvariantCulture)
            : RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary>Scales a number of tries; at least one is always made.</summary>
    public int Tries(int full) => Math.Max(1, (int)Math.Round(full * Factor, MidpointRounding.AwayFromZero));

    /// <summary>Gives a row randomness of its own, so that it is the same whichever other rows run.</summary>
    public Random Random(int row) => new(unchecked((Seed * 31) + row));
}
