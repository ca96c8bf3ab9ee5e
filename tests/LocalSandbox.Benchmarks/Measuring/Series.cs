namespace LocalSandbox.Benchmarks.Measuring;

/// <summary>All samples of one work by one contender.</summary>
internal sealed class Series(string work, string contender)
{
    private readonly List<Sample> _samples = [];
    private readonly List<string> _errors = [];

    public string Work { get; } = work;

    public string Contender { get; } = contender;

    public IReadOnlyList<Sample> Samples => _samples;

    public IReadOnlyList<string> Errors => _errors;

    public double Median => Quantile(0.5);

    public double P95 => Quantile(0.95);

    public double? HostCpu => Mean(sample => sample.HostCpu);

    public double? CommandCpu => Mean(sample => sample.CommandCpu);

    public double? Allocated => Mean(sample => sample.Allocated);

    public void Add(Sample sample) => _samples.Add(sample);

    public void Fail(string error) => _errors.Add(error);

    /// <summary>Between the two nearest samples, in proportion.</summary>
    private double Quantile(double share)
    {
        if (_samples.Count == 0)
        {
            return double.NaN;
        }

        var sorted = _samples.Select(sample => sample.Milliseconds).Order().ToList();
        var place = share * (sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private double? Mean(Func<Sample, double?> figure)
    {
        var figures = _samples.Select(figure).OfType<double>().ToList();
        return figures.Count == 0 ? null : figures.Average();
    }
}
