using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Lifecycle;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Reporting;

/// <summary>The goals, each judged by what one run measured on one machine.</summary>
internal sealed class Goals(Measurements measurements)
{
    private static readonly int[] Delays = [0, 120, 900];

    public IReadOnlyList<Goal> Judge() =>
    [
        .. Delays.Select(delay => Added(Works.Create(Delay(delay)))),
        .. Delays.Skip(1).Select(delay => Seen(Works.Seen(Delay(delay)))),
        Ratio(Works.Discover, ContenderNames.BareCli, Works.Discover, 1.15),
        Ratio(Works.List(50), ContenderNames.BareCli, Works.List(50), 1.1),
        Ratio(Works.List(50), ContenderNames.BareCli, Works.ListOneByOne, 0.2),
        Ratio(Works.IsAlive, ContenderNames.BareCli, Works.IsAlive, 1.1),
        Ratio(Works.DestroyWithoutHandler, ContenderNames.Original, Works.DestroyWithoutHandler, 0.1),
        Ratio(Works.DestroyDeaf, ContenderNames.Original, Works.DestroyDeaf, 0.1),
        First(Works.Create(Delay(120))),
        First(Works.Create(Delay(900))),
        Rate(),
        Ratio(Works.Parse, ParseWork.ReferenceName, Works.Parse, 2),
        Count(Works.IdleCalls, "none", measurements.CountOf(Works.IdleCalls), 0),
        Count(Works.IdleTimers, "none", measurements.CountOf(Works.IdleTimers), 0),
        Count("CLI calls of the first use, over the second", "≤ 2", measurements.CountOf(Works.FirstUseCalls) - measurements.CountOf(Works.SecondUseCalls), 2),
    ];

    private static Workload Delay(int milliseconds) => Workload.ListeningAfter(milliseconds, "");

    private Goal Added(string work) => Compare(
        work,
        ContenderNames.BareCli,
        work,
        "over the bare CLI + ≤ 10 ms p50, ≤ 30 ms p95",
        (library, bare) =>
        {
            var (median, p95) = (library.Median - bare.Median, library.P95 - bare.P95);
            return ($"{median:+0.0;-0.0} ms p50, {p95:+0.0;-0.0} ms p95", median <= 10 && p95 <= 30);
        });

    private Goal Seen(string work) => Compare(
        work, ContenderNames.Library, work, "≤ 15 ms p50, ≤ 50 ms p95",
        (library, _) => ($"{library.Median:0.0} ms p50, {library.P95:0.0} ms p95 (n = {library.Samples.Count})", library.Median <= 15 && library.P95 <= 50));

    private Goal Ratio(string work, string other, string otherWork, double most) => Compare(
        work, other, otherWork, $"≤ {most} × {other}{(otherWork == work ? "" : $", {otherWork}")}",
        (library, reference) => ($"{library.Median / reference.Median:0.00} ×", library.Median <= most * reference.Median));

    private Goal Rate() => Compare(
        Works.Burst, ContenderNames.BareCli, Works.Burst, "≥ 0.95 × the bare CLI's rate",
        (library, bare) => ($"{bare.Median / library.Median:0.00} × (n = {library.Samples.Count})", bare.Median / library.Median >= 0.95));

    private Goal First(string work)
    {
        var ranking = measurements.All.Where(series => series.Work == work && series.Samples.Count > 0).OrderBy(series => series.Median).ToList();
        var place = ranking.FindIndex(series => series.Contender == ContenderNames.Library) + 1;
        return place == 0 || ranking.Count == 1
            ? new Goal(work, "first of all", "", null)
            : new Goal(work, "first of all", $"place {place} of {ranking.Count}{(place == 1 ? "" : $", {ranking[0].Contender} is first")}", place == 1);
    }

    private static Goal Count(string work, string target, double? count, double most) =>
        new(work, target, count is { } measured ? $"{measured:0}" : "", count is null ? null : count <= most);

    private Goal Compare(string work, string other, string otherWork, string target, Func<Series, Series, (string Measured, bool IsMet)> judge)
    {
        if (measurements.Measured(work, ContenderNames.Library) is not { } library || measurements.Measured(otherWork, other) is not { } reference)
        {
            return new Goal(work, target, "", null);
        }

        var (measured, isMet) = judge(library, reference);
        return new Goal(work, target, measured, isMet);
    }
}
