using System.ComponentModel;
using CliWrap;

namespace LocalSandbox.Processes;

/// <summary>Runs programs with CliWrap; the only place where a process is started.</summary>
internal sealed class CliWrapProcessRunner(TimeProvider timeProvider) : IProcessRunner
{
    private readonly TimeProvider _timeProvider = timeProvider;

    public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        var output = new OutputBuffer(command.OutputLimit);
        var error = new OutputBuffer(OutputBuffer.ShortAnswer);
        using var timeLimit = new CancellationTokenSource(command.Timeout, _timeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeLimit.Token, cancellationToken);

        try
        {
            // CliWrap's own check of the exit code would quote every argument in its exception.
            var ended = await Cli.Wrap(command.FileName)
                .WithArguments(command.Arguments)
                .WithEnvironmentVariables(command.Environment)
                .WithStandardInputPipe(command.StandardInput is { } input ? PipeSource.FromString(input) : PipeSource.Null)
                .WithStandardOutputPipe(PipeTarget.Create(output.FillAsync))
                .WithStandardErrorPipe(PipeTarget.Create(error.FillAsync))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(stop.Token)
                .ConfigureAwait(false);

            return new ProcessResult(ended.ExitCode, output.ReadText(), error.ReadText())
            {
                IsTruncated = output.IsTruncated || error.IsTruncated,
                IsGarbled = output.IsGarbled,
            };
        }
        catch (Win32Exception e) when (e.InnerException is Win32Exception cause)
        {
            // CliWrap wraps the system's error and leaves the code that says what happened on the inner one.
            throw new Win32Exception(cause.NativeErrorCode, $"'{command.FileName}' could not be started: {cause.Message}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"'{command.FileName}' was killed because its caller gave up.", cancellationToken);
        }
        catch (OperationCanceledException) when (timeLimit.IsCancellationRequested)
        {
            throw new TimeoutException($"'{command.FileName}' was killed because it ran longer than {command.Timeout}.");
        }
    }
}
