using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Fakes;

/// <summary>A command line that answers some commands with a failure of its own choice, and all others as another one does.</summary>
internal sealed class FailingRunner(IProcessRunner inner) : IProcessRunner
{
    /// <summary>Gets or sets what answers a command; null where the other command line does.</summary>
    public Func<ProcessCommand, ProcessResult?> Fail { get; set; } = _ => null;

    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken) =>
        Fail(command) is { } failure ? Task.FromResult(failure) : inner.RunAsync(command, cancellationToken);
}
