using System.Collections.ObjectModel;

namespace LocalSandbox.Processes;

/// <summary>A program to run. Its environment and standard input may hold secrets; <see cref="ToString"/> shows neither.</summary>
/// <param name="FileName">The executable: a path, or a name to look up on <c>PATH</c>.</param>
/// <param name="Arguments">The arguments, each passed as it is; never joined into one string.</param>
public sealed record ProcessCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Gets the variables to set in the program's environment, or with a null value to remove from it.</summary>
    /// <value>Empty by default: the program inherits the host's environment.</value>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = ReadOnlyDictionary<string, string?>.Empty;

    /// <summary>Gets the text to write to the program's standard input, in UTF-8.</summary>
    /// <value><see langword="null"/> by default: the input is empty.</value>
    public string? StandardInput { get; init; }

    /// <summary>Gets how long the program may run before it is killed.</summary>
    /// <value><see cref="System.Threading.Timeout.InfiniteTimeSpan"/> by default.</value>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Gets how many bytes of standard output are kept; of more, only the last 64 KiB are.</summary>
    /// <value>1 MiB by default, the limit of standard error too: most programs answer in a few lines, and what floods must not fill the host's memory.</value>
    public int OutputLimit { get; init; } = OutputBuffer.ShortAnswer;

    /// <summary>Shows the command line as a person would type it, with the values of environment arguments masked.</summary>
    /// <returns>The executable and its arguments.</returns>
    public override string ToString() => CommandLineText.Format(FileName, Arguments);
}
