using System.Collections.Concurrent;
using System.Diagnostics;
using LocalSandbox.EngineTests.Harness;
using LocalSandbox.Processes;

namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>Runs commands for real and notes those that went on for longer than they may; keeps nothing of what they wrote.</summary>
internal sealed class MeasuringRunner(TimeSpan tolerance) : IProcessRunner
{
    private readonly ConcurrentQueue<string> _tooLong = [];

    public IReadOnlyCollection<string> TooLong => _tooLong;

    public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return await RealRunner.Instance.RunAsync(command, cancellationToken);
        }
        finally
        {
            if (watch.Elapsed > command.Timeout + tolerance)
            {
                _tooLong.Enqueue($"{InterceptingRunner.Verb(command)} took {watch.Elapsed.TotalSeconds:0.0} s of {command.Timeout.TotalSeconds:0.0} s");
            }
        }
    }
}
