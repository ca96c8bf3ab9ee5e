using System.Collections.Concurrent;
using LocalSandbox.Processes;
using Xunit.Sdk;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Answers commands by their verb and remembers all of them; a command that nobody expected fails loudly.</summary>
internal sealed class ScriptedProcessRunner : IProcessRunner
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Reply> _always = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Reply>> _next = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ProcessCommand> _commands = [];

    public IReadOnlyList<ProcessCommand> Commands => [.. _commands];

    /// <summary>Gets the verbs in the order they were asked.</summary>
    public IReadOnlyList<string> Verbs => [.. _commands.Select(Verb)];

    /// <summary>Gets the verbs asked after the runtime was detected.</summary>
    public IReadOnlyList<string> VerbsAfterDetection => [.. Verbs.SkipWhile(verb => verb == "--version")];

    public static string Verb(ProcessCommand command) => command.Arguments switch
    {
        ["container", var verb, ..] => $"container {verb}",
        [var verb, ..] => verb,
        _ => "",
    };

    public IReadOnlyList<ProcessCommand> CommandsOf(string verb) => [.. _commands.Where(command => Verb(command) == verb)];

    /// <summary>Answers every command of a verb that has no answer of its own.</summary>
    public ScriptedProcessRunner Always(string verb, Reply reply)
    {
        lock (_gate)
        {
            _always[verb] = reply;
        }

        return this;
    }

    /// <summary>Answers the next commands of a verb, one each.</summary>
    public ScriptedProcessRunner Next(string verb, params Reply[] replies)
    {
        lock (_gate)
        {
            if (!_next.TryGetValue(verb, out var queue))
            {
                _next[verb] = queue = new Queue<Reply>();
            }

            foreach (var reply in replies)
            {
                queue.Enqueue(reply);
            }
        }

        return this;
    }

    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        _commands.Enqueue(command);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<ProcessResult>(cancellationToken);
        }

        return Find(Verb(command))(command, cancellationToken);
    }

    private Reply Find(string verb)
    {
        lock (_gate)
        {
            return _next.TryGetValue(verb, out var queue) && queue.TryDequeue(out var next) ? next
                : _always.TryGetValue(verb, out var reply) ? reply
                : throw new XunitException($"Nobody expected the command '{verb}' after: {string.Join(", ", Verbs)}.");
        }
    }
}
