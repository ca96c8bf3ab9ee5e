using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;
using ScottPlot;

namespace LocalSandbox.Benchmarks.Reporting;

/// <summary>The medians as bars: one group for each work, one color for each contender, and a logarithmic scale, since they span four decades.</summary>
internal static class LifecycleChart
{
    private const int Width = 1000;
    private const int HeightPerGroup = 90;
    private const double Shortest = 1;

    private static readonly int[] Delays = [0, 120, 900];
    private static readonly IReadOnlyList<string> Contenders = ContenderNames.All;
    private static readonly string[] Colors = ["#1b7837", "#9e9e9e", "#2166ac", "#762a83", "#b35806"];

    public static void Save(Measurements measurements, string path)
    {
        var works = Works().Where(work => measurements.Measured(work, Contenders[0]) is not null).ToList();
        if (works.Count == 0)
        {
            return;
        }

        using var plot = new Plot();
        for (var group = 0; group < works.Count; group++)
        {
            plot.Add.Bars(Group(measurements, works[group], group, works.Count));
        }

        var longest = works.SelectMany(work => Contenders.Select(contender => measurements.Measured(work, contender)?.Median ?? 0)).Max();
        double[] ticks = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000];
        plot.Axes.Left.SetTicks(
            [.. works.Select((_, group) => Center(group, works.Count))], [.. works]);
        plot.Axes.Bottom.SetTicks([.. ticks.Select(Math.Log10)], [.. ticks.Select(tick => tick < 1000 ? $"{tick} ms" : $"{tick / 1000} s")]);
        plot.Axes.SetLimitsX(Math.Log10(Shortest), Math.Log10(longest) + 0.5);
        plot.Title("Median time, shorter is better (logarithmic)");
        plot.Legend.ManualItems.AddRange(Contenders.Select((contender, i) => new LegendItem { LabelText = contender, FillColor = Color.FromHex(Colors[i]) }));
        plot.ShowLegend(Alignment.UpperRight, Orientation.Vertical);
        plot.Font.Set("DejaVu Sans");
        plot.SaveSvg(path, Width, 120 + (HeightPerGroup * works.Count));
    }

    private static IEnumerable<string> Works() =>
    [
        .. Delays.Select(delay => Lifecycle.Works.Create(Workload.ListeningAfter(delay, ""))),
        Lifecycle.Works.Discover,
        Lifecycle.Works.IsAlive,
        Lifecycle.Works.List(50),
        Lifecycle.Works.DestroyPolite,
        Lifecycle.Works.DestroyWithoutHandler,
        Lifecycle.Works.DestroyDeaf,
        Lifecycle.Works.Burst,
    ];

    private static string Label(double milliseconds) => milliseconds switch
    {
        < 100 => $"{milliseconds:0.0} ms",
        < 2000 => $"{milliseconds:0} ms",
        _ => $"{milliseconds / 1000:0.0} s",
    };

    /// <summary>The first work at the top.</summary>
    private static double Center(int group, int groups) => ((groups - 1 - group) * (Contenders.Count + 1)) + ((Contenders.Count - 1) / 2.0);

    private static List<Bar> Group(Measurements measurements, string work, int group, int groups)
    {
        var bars = new List<Bar>();
        for (var i = 0; i < Contenders.Count; i++)
        {
            if (measurements.Measured(work, Contenders[i]) is { } series)
            {
                bars.Add(new Bar
                {
                    Position = Center(group, groups) + ((Contenders.Count - 1) / 2.0) - i,
                    ValueBase = Math.Log10(Shortest),
                    Value = Math.Log10(Math.Max(Shortest, series.Median)),
                    FillColor = Color.FromHex(Colors[i]),
                    Label = Label(series.Median),
                    Orientation = Orientation.Horizontal,
                    Size = 0.9,
                });
            }
        }

        return bars;
    }
}
