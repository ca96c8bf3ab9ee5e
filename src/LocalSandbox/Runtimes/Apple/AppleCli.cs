using LocalSandbox.Processes;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>Runs <c>container</c> in an environment reduced to what it needs, and makes errors of what it says.</summary>
internal sealed class AppleCli(RuntimeCli cli, HostMachine host, LocalSandboxOptions options)
{
    private const int ErrorTailLength = 2000;

    public Task<ProcessResult> AskAsync(
        IReadOnlyList<string> arguments, TimeSpan timeLimit, CancellationToken cancellationToken, int outputLimit = OutputBuffer.ShortAnswer) => cli.RunAsync(
        new ProcessCommand(cli.Executable, arguments)
        {
            OutputLimit = outputLimit,
            Environment = AppleEnvironment.Reduce(host.VariableNames(), new Dictionary<string, string?>()),
            Timeout = timeLimit,
        },
        cancellationToken);

    /// <summary>Runs a command that hands a sandbox its variables.</summary>
    public Task<ProcessResult> StartAsync(IReadOnlyList<string> arguments, SandboxVariables variables, CancellationToken cancellationToken) => cli.RunAsync(
        new ProcessCommand(cli.Executable, arguments)
        {
            Environment = AppleEnvironment.Reduce(host.VariableNames(), variables.Inherited),
            StandardInput = variables.StandardInput,
            Timeout = options.StartTimeout,
        },
        cancellationToken);

    /// <summary>
    /// Makes an error of a failed command; <paramref name="unlessKnown"/> is its code where the text says nothing more exact. The options'
    /// values are masked in every text, and the <paramref name="secrets"/> that the command was handed.
    /// </summary>
    public SandboxException Failure(
        string what,
        ProcessResult result,
        SandboxErrorCode unlessKnown = SandboxErrorCode.CommandFailed,
        IEnumerable<string>? secrets = null)
    {
        var known = result.ExitCode == 0 ? SandboxErrorCode.CommandFailed : AppleErrors.Classify(AppleErrors.Text(result.StandardError));
        var code = known is not SandboxErrorCode.CommandFailed ? known
            : result.ExitCode == AppleErrors.UsageExitCode ? SandboxErrorCode.InvalidRequest
            : unlessKnown;
        return Describe(what, result, code, secrets ?? []);
    }

    /// <summary>
    /// Makes an error of a command that failed on a container which the service has just shown. Its text may sound as if there were no service
    /// when the container's own helper has died, but then only removing by force helps.
    /// </summary>
    public SandboxException StopFailure(string what, ProcessResult result) => Describe(what, result, SandboxErrorCode.StopFailed, secrets: []);

    private SandboxException Describe(string what, ProcessResult result, SandboxErrorCode code, IEnumerable<string> secrets)
    {
        // Masked only after it was understood: a value can be any word of it. But before lines are left out: a value can have several.
        var said = AppleErrors.Text(SecretText.Mask(result.StandardError, [.. options.Environment.Values, .. secrets]));
        var tail = said.Length <= ErrorTailLength ? said : said[^ErrorTailLength..];
        return new SandboxException(code, tail.Length == 0 ? $"{what} (exit code {result.ExitCode})." : $"{what}: {tail}")
        {
            ExitCode = result.ExitCode,
            Output = tail,
            Hint = AppleErrors.HintFor(code),
        };
    }
}
