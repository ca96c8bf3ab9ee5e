using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LocalSandbox.Processes;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>Runs commands for real, remembers them, and lets a test interfere before and after each one.</summary>
internal sealed class InterceptingRunner : IProcessRunner
{
    private readonly ConcurrentQueue<(ProcessCommand Command, ProcessResult Result)> _ended = [];
    private readonly ConcurrentQueue<ProcessCommand> _begun = [];

    public Func<ProcessCommand, Task<ProcessCommand>> Before { get; init; } = Task.FromResult;

    public Func<ProcessCommand, ProcessResult, Task> After { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets the verbs of all commands in their order, such as <c>container inspect</c>.</summary>
    public IReadOnlyList<string> Verbs => [.. _begun.Select(Verb)];

    public IReadOnlyList<(ProcessCommand Command, ProcessResult Result)> Ended => [.. _ended];

    public static string Verb(ProcessCommand command) =>
        command.Arguments[0] is "container" or "image" ? $"{command.Arguments[0]} {command.Arguments[1]}" : command.Arguments[0];

    /// <summary>Reads when a sandbox's process ended, by the engine's own clock, from the last answer that told of it.</summary>
    public DateTimeOffset FinishedAt()
    {
        using var document = JsonDocument.Parse(Ended.Last(ended => Verb(ended.Command) is "container inspect").Result.StandardOutput);
        return DateTimeOffset.Parse(
            document.RootElement[0].GetProperty("State").GetProperty("FinishedAt").GetString()!, CultureInfo.InvariantCulture);
    }

    public void Forget()
    {
        _begun.Clear();
        _ended.Clear();
    }

    public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        var changed = await Before(command);
        _begun.Enqueue(changed);
        var result = await RealRunner.Instance.RunAsync(changed, cancellationToken);
        _ended.Enqueue((changed, result));
        await After(changed, result);
        return result;
    }

    /// <summary>A runner whose commands all see one more variable.</summary>
    public static InterceptingRunner WithVariable(string name, string value, Func<ProcessCommand, ProcessResult, Task>? after = null) => new()
    {
        After = after ?? ((_, _) => Task.CompletedTask),
        Before = command => Task.FromResult(
            command with { Environment = new Dictionary<string, string?>(command.Environment) { [name] = value } }),
    };
}
