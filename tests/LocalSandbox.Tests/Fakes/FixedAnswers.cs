using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Fakes;

/// <summary>A command line that answers every command at once by what it was asked, and remembers nothing: for what is done very often.</summary>
internal sealed class FixedAnswers(Func<ProcessCommand, ProcessResult> answer) : IProcessRunner
{
    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken) => Task.FromResult(answer(command));
}
