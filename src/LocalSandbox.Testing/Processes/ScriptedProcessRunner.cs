using System.Collections.Concurrent;
using LocalSandbox.Processes;

namespace LocalSandbox.Testing;

/// <summary>
/// Plays a command line: answers commands as scripted and remembers all of them. A command that nobody expected fails loudly. For tests of
/// what a backend makes of an engine's words; where only sandboxes matter, <see cref="InMemorySandboxBackend"/> needs no script.
/// </summary>
public sealed class ScriptedProcessRunner : IProcessRunner
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Reply> _always = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Reply>> _next = new(StringComparer.Ordinal);
    private readonly List<(Func<ProcessCommand, bool> Matches, Reply Reply)> _when = [];
    private readonly ConcurrentQueue<ProcessCommand> _commands = [];

    /// <summary>Gets every command, in the order they were asked.</summary>
    public IReadOnlyList<ProcessCommand> Commands => [.. _commands];

    /// <summary>Gets the verbs in the order they were asked.</summary>
    public IReadOnlyList<string> Verbs => [.. _commands.Select(Verb)];

    /// <summary>Gets the verbs that were asked after the runtime was detected.</summary>
    public IReadOnlyList<string> VerbsAfterDetection => [.. Verbs.SkipWhile(verb => verb == "--version")];

    /// <summary>Names what a command asks for: its first argument, or the first two for <c>container inspect</c> and its like.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The verb, such as <c>run</c> or <c>container inspect</c>; empty when there is none.</returns>
    public static string Verb(ProcessCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.Arguments switch
        {
            ["container", var verb, ..] => $"container {verb}",
            [var verb, ..] => verb,
            _ => "",
        };
    }

    /// <summary>Gets the commands of one verb, in the order they were asked.</summary>
    /// <param name="verb">The verb.</param>
    /// <returns>The commands.</returns>
    public IReadOnlyList<ProcessCommand> CommandsOf(string verb) => [.. _commands.Where(command => Verb(command) == verb)];

    /// <summary>Answers every command of a verb that nothing more particular answers.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="reply">The answer, instead of the one said before.</param>
    /// <returns>This runner.</returns>
    public ScriptedProcessRunner Always(string verb, Reply reply)
    {
        lock (_gate)
        {
            _always[verb] = reply;
        }

        return this;
    }

    /// <summary>Answers the next commands of a verb, one each, before anything else does.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="replies">The answers.</param>
    /// <returns>This runner.</returns>
    public ScriptedProcessRunner Next(string verb, params Reply[] replies)
    {
        ArgumentNullException.ThrowIfNull(replies);
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

    /// <summary>Answers the commands that match, by their arguments say, before what <see cref="Always"/> answers.</summary>
    /// <param name="matches">Tells the commands. Of several that match, the one said first answers.</param>
    /// <param name="reply">The answer.</param>
    /// <returns>This runner.</returns>
    public ScriptedProcessRunner When(Func<ProcessCommand, bool> matches, Reply reply)
    {
        ArgumentNullException.ThrowIfNull(matches);
        lock (_gate)
        {
            _when.Add((matches, reply));
        }

        return this;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">Nothing was said about this command.</exception>
    public Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        _commands.Enqueue(command);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<ProcessResult>(cancellationToken)
            : Find(command)(command, cancellationToken);
    }

    private Reply Find(ProcessCommand command)
    {
        var verb = Verb(command);
        lock (_gate)
        {
            return _next.TryGetValue(verb, out var queue) && queue.TryDequeue(out var next) ? next
                : _when.Find(rule => rule.Matches(command)).Reply
                ?? _always.GetValueOrDefault(verb)
                ?? throw new InvalidOperationException($"Nobody expected the command '{verb}' after: {string.Join(", ", Verbs)}.");
        }
    }
}
