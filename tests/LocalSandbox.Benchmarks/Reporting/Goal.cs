namespace LocalSandbox.Benchmarks.Reporting;

/// <summary>One thing the library wants to reach.</summary>
/// <param name="Work">What is compared.</param>
/// <param name="Target">What is wanted.</param>
/// <param name="Measured">What this run measured.</param>
/// <param name="IsMet">Whether that is enough; null when this run did not measure it.</param>
internal sealed record Goal(string Work, string Target, string Measured, bool? IsMet)
{
    public string Verdict => IsMet switch
    {
        true => "met",
        false => "NOT MET",
        null => "not measured",
    };
}
