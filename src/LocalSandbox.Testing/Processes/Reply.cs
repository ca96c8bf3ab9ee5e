using LocalSandbox.Processes;

namespace LocalSandbox.Testing;

/// <summary>Answers a command of a <see cref="ScriptedProcessRunner"/>, or never does.</summary>
/// <param name="command">The command.</param>
/// <param name="cancellationToken">Kills it.</param>
/// <returns>How it ended.</returns>
public delegate Task<ProcessResult> Reply(ProcessCommand command, CancellationToken cancellationToken);
