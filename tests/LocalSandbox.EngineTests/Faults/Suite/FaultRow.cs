using System.Diagnostics;
using Xunit.Sdk;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>One line of the table: a fault, and what became of every try to survive it.</summary>
/// <param name="number">The number of the fault.</param>
/// <param name="fault">What is done to the library.</param>
/// <param name="recovery">What the times of recovery are measured from and to.</param>
internal sealed class FaultRow(int number, string fault, string recovery)
{
    private const int MostDetails = 20;

    private static readonly TimeSpan PauseBetweenReports = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _recoveries = [];
    private readonly List<string> _leftovers = [];
    private readonly List<string> _wrongAnswers = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _reported;
    private int _planned;

    public int Number => number;

    public string Fault => fault;

    public string Recovery => recovery;

    public int Tries { get; private set; }

    public int Leftovers => _leftovers.Count;

    public int WrongAnswers => _wrongAnswers.Count;

    public TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Gets what was measured besides, in words.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Makes one try. Whatever goes wrong in it is counted, and the next one is made all the same.</summary>
    public async Task TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
#pragma warning disable CA1031 // Every failure is a wrong answer, of whatever kind.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AnsweredWrong(e is XunitException ? e.Message : e.ToString());
        }

        lock (_gate)
        {
            Tries++;
        }

        ReportProgress();
    }

    /// <summary>Checks something besides the tries.</summary>
    public void Check(Action assertion)
    {
        try
        {
            assertion();
        }
        catch (XunitException e)
        {
            AnsweredWrong(e.Message);
        }
    }

    public void Plan(int tries)
    {
        _planned += tries;
        SuiteLog.Write($"{Title}: {tries} tries");
    }

    public void Recovered(TimeSpan after)
    {
        lock (_gate)
        {
            _recoveries.Add(after);
        }
    }

    public void AnsweredWrong(string what)
    {
        lock (_gate)
        {
            _wrongAnswers.Add(what);
        }

        SuiteLog.Write($"{Title}: WRONG in try {Tries + 1}: {what}");
    }

    public void LeftBehind(string what)
    {
        lock (_gate)
        {
            _leftovers.Add(what);
        }

        SuiteLog.Write($"{Title}: LEFT after try {Tries}: {what}");
    }

    public TimeSpan? Percentile(double share)
    {
        lock (_gate)
        {
            return _recoveries.Count == 0 ? null : _recoveries.Order().ElementAt((int)Math.Ceiling(share * _recoveries.Count) - 1);
        }
    }

    /// <summary>Ends the row: nothing was wrong and nothing is left.</summary>
    public void ShouldHold()
    {
        _watch.Stop();
        SuiteLog.Write($"{Title}: {Summary()}");
        Notes.ForEach(note => SuiteLog.Write($"{Title}: {note}"));
        Tries.Should().BeGreaterThan(0);
        _wrongAnswers.Take(MostDetails).Should().BeEmpty();
        _leftovers.Take(MostDetails).Should().BeEmpty();
    }

    private string Title => $"{number}. {fault}";

    private string Summary() =>
        $"{Tries} tries, {Leftovers} leftovers, {WrongAnswers} wrong answers, recovery p50 {FaultReport.Milliseconds(Percentile(0.5))}, "
            + $"p95 {FaultReport.Milliseconds(Percentile(0.95))}, {_watch.Elapsed.TotalSeconds:0} s";

    /// <summary>A person sees the suite moving, without a line for every try.</summary>
    private void ReportProgress()
    {
        if (_watch.Elapsed - _reported > PauseBetweenReports)
        {
            _reported = _watch.Elapsed;
            SuiteLog.Write($"{Title}: {Tries} of {_planned}, {Leftovers} leftovers, {WrongAnswers} wrong answers, {_watch.Elapsed.TotalSeconds:0} s");
        }
    }
}
