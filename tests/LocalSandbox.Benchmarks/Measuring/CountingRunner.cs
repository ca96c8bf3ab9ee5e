using LocalSandbox.Processes;

namespace LocalSandbox.Benchmarks.Measuring;

/// <summary>Runs commands as the library does by default, and counts them.</summary>
internal sealed class CountingRunner : IProcessRunner
{
    private readonly CliWrapProcessRunner _runner = new(TimeProvider.System);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        return _runner.RunAsync(command, cancellationToken);
    }
}
