using System.Collections.Concurrent;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>Answers commands by their verb, the next ones one by one and all others alike, and remembers what was asked.</summary>
internal sealed class AppleCliFake : IProcessRunner
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<ProcessCommand, ProcessResult>>> _next = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<ProcessCommand, ProcessResult>> _always = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ProcessCommand> _commands = [];

    public AppleCliFake()
    {
        Always("--version", _ => Ok("container CLI version 1.2.2 (build: release, commit: 0000000)"));
        Always("list", _ => Ok("[]"));
        Always("image inspect", _ => Ok("[]"));
        Always("image pull", _ => Ok());
        Always("system status", _ => Ok("apiserver is running"));
        Always("run", command => Ok(command.Arguments[command.Arguments.ToList().IndexOf("--name") + 1] + "\n"));
    }

    public IReadOnlyList<ProcessCommand> Commands => [.. _commands];

    public IReadOnlyList<string> Verbs => [.. _commands.Select(Verb)];

    public static ProcessResult Ok(string output = "") => new(0, output, "");

    public static ProcessResult Fail(string error, int exitCode = 1, string output = "") => new(exitCode, output, error);

    public void Always(string verb, Func<ProcessCommand, ProcessResult> answer) => _always[verb] = answer;

    public AppleCliFake Next(string verb, params ProcessResult[] answers)
    {
        foreach (var answer in answers)
        {
            _next.GetOrAdd(verb, _ => []).Enqueue(_ => answer);
        }

        return this;
    }

    public IReadOnlyList<ProcessCommand> CommandsOf(string verb) => [.. _commands.Where(command => Verb(command) == verb)];

    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        _commands.Enqueue(command);
        cancellationToken.ThrowIfCancellationRequested();
        var verb = Verb(command);
        try
        {
            return Task.FromResult(
                _next.TryGetValue(verb, out var queue) && queue.TryDequeue(out var next) ? next(command)
                : _always.TryGetValue(verb, out var always) ? always(command)
                : throw new InvalidOperationException($"Nobody expected '{command}'."));
        }
        catch (TimeoutException e)
        {
            return Task.FromException<ProcessResult>(e);
        }
    }

    private static string Verb(ProcessCommand command) =>
        command.Arguments is ["image" or "system", var verb, ..] ? $"{command.Arguments[0]} {verb}" : command.Arguments[0];
}
