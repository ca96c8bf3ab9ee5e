namespace LocalSandbox.Benchmarks.Measuring;

/// <summary>Everything that was measured, in the order in which it first was.</summary>
internal sealed class Measurements
{
    private readonly List<Series> _series = [];
    private readonly List<(string Work, double Count)> _counts = [];

    public IReadOnlyList<Series> All => _series;

    /// <summary>Gets what was counted and not timed.</summary>
    public IReadOnlyList<(string Work, double Count)> Counts => _counts;

    public Series Of(string work, string contender)
    {
        var series = Find(work, contender);
        if (series is null)
        {
            series = new Series(work, contender);
            _series.Add(series);
        }

        return series;
    }

    /// <summary>Gets a series with samples; null when there are none.</summary>
    public Series? Measured(string work, string contender) => Find(work, contender) is { Samples.Count: > 0 } series ? series : null;

    public void Count(string work, double count) => _counts.Add((work, count));

    public double? CountOf(string work) => _counts.Where(count => count.Work == work).Select(count => (double?)count.Count).LastOrDefault();

    private Series? Find(string work, string contender) => _series.Find(series => series.Work == work && series.Contender == contender);
}
