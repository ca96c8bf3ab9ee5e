using System.Diagnostics;
using System.Globalization;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>What all faults of one run share: how many tries, the seed, and the table that is written at the end.</summary>
public sealed class FaultSuite : IAsyncLifetime
{
    private readonly List<FaultRow> _rows = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    internal FaultPlan Plan { get; } = FaultPlan.Read();

    public Task InitializeAsync()
    {
        SuiteLog.Write(string.Create(
            CultureInfo.InvariantCulture, $"seed {Plan.Seed} ({FaultPlan.SeedVariable}), factor {Plan.Factor} ({FaultPlan.FactorVariable})"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_rows.Count > 0)
        {
            Engine.ThrowIfMissing();
            var path = await FaultReport.WriteAsync(Plan, _rows, _watch.Elapsed);
            SuiteLog.Write($"{_watch.Elapsed.TotalSeconds:0} s in all; the table is in {path}");
        }
    }

    internal FaultRow Begin(int number, string fault, string recovery)
    {
        var row = new FaultRow(number, fault, recovery);
        _rows.Add(row);
        return row;
    }
}
