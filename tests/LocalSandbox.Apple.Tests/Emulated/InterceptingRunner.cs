using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Runtimes.Apple.Emulated;

/// <summary>Runs real commands and lets a test do something before one of them.</summary>
internal sealed class InterceptingRunner(Func<ProcessCommand, Task> before) : IProcessRunner
{
    private readonly CliWrapProcessRunner _runner = new(TimeProvider.System);

    public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        await before(command);
        return await _runner.RunAsync(command, cancellationToken);
    }
}
