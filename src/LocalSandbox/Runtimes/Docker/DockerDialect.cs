using System.Globalization;
using LocalSandbox.Processes;

namespace LocalSandbox.Runtimes.Docker;

/// <summary>Speaks <c>docker</c>, 20.10 to 29. What a command line of the same grammar does otherwise, it overrides.</summary>
internal class DockerDialect(RuntimeCli cli, LocalSandboxOptions options) : IRuntimeDialect
{
    private const int ErrorTailLength = 2000;
    private const string ListHeading = "CONTAINER ID";

    public virtual ContainerRuntimeKind Kind => ContainerRuntimeKind.Docker;

    public virtual string ReportedName => "docker";

    protected RuntimeCli Cli { get; } = cli;

    /// <summary>Gets the words of the command line.</summary>
    protected virtual IErrorTexts Errors { get; } = new DockerErrors();

    public virtual Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        RunAsync(spec, extraFlags: [], onRefusal: _ => { }, cancellationToken);

    /// <summary>
    /// Starts a container. What a refusal says is handed over before the sandbox's values are masked in it: a value can be any word of it, so
    /// that nothing can be decided by the text of the exception.
    /// </summary>
    protected async Task<string> RunAsync(
        ContainerSpec spec, IReadOnlyList<string> extraFlags, Action<string> onRefusal, CancellationToken cancellationToken)
    {
        using var variables = SandboxVariables.Prepare(spec.Environment, standardInputIsAFile: !OperatingSystem.IsWindows());
        var command = new ProcessCommand(Cli.Executable, DockerRunArguments.Build(spec, variables, extraFlags))
        {
            Environment = variables.Inherited,
            StandardInput = variables.StandardInput,
            Timeout = options.StartTimeout,
        };

        var result = await AskAsync(command, cancellationToken).ConfigureAwait(false);

        // The exit code first: the id is printed even when the container could not be started.
        if (result.ExitCode != 0)
        {
            onRefusal(result.StandardError);
            throw Failure($"Container '{spec.Name}' could not be started", result, secrets: spec.Environment.Values);
        }

        // Engines quote what they warn of, too.
        Cli.Warn(SecretText.Mask(result.StandardError, spec.Environment.Values));
        var id = result.StandardOutput.Trim();
        return IsContainerId(id)
            ? id
            : throw Failure($"Container '{spec.Name}' was started, but no container id was printed", result, secrets: spec.Environment.Values);
    }

    public async Task PullAsync(string image, CancellationToken cancellationToken)
    {
        var result = await AskAsync(["pull", "--quiet", image], options.StartTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw Failure($"Image '{image}' is not on this machine and could not be pulled", result, SandboxErrorCode.ImageNotFound);
        }
    }

    public async Task<ContainerFacts?> InspectAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var found = await InspectAllAsync([nameOrId], cancellationToken).ConfigureAwait(false);

        // Docker also takes the beginning of an id for a name, after it has found no container of that name.
        return found switch
        {
            [] => null,
            [var facts] when facts.Name == nameOrId || facts.Id == nameOrId => facts,
            [var other] when !IsContainerId(nameOrId) && other.Id.StartsWith(nameOrId, StringComparison.Ordinal) => null,
            _ => throw SomethingElse([nameOrId]),
        };
    }

    public async Task<IReadOnlyList<ContainerFacts>> ListAsync(string label, string value, CancellationToken cancellationToken)
    {
        // Not --format json: it differs between versions, and {{json .}} makes the engine compute sizes (200 ms instead of 20).
        // Not -q: that prints nothing where there is nothing, as does a command line that gave no answer; a table has its heading.
        string[] arguments = ["ps", "-a", "--no-trunc", "--filter", $"label={label}={value}", "--format", "table {{.ID}}"];
        var result = await AskAtLengthAsync(arguments, cancellationToken).ConfigureAwait(false);
        var lines = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (result.ExitCode != 0 || result.IsTruncated || lines is not [ListHeading, .. var ids])
        {
            throw Failure("The containers could not be listed", result);
        }

        if (!Array.TrueForAll(ids, IsContainerId))
        {
            throw Failure("The list of containers holds something that is not a container id", result);
        }

        var found = ids.Length == 0 ? [] : await InspectAllAsync(ids, cancellationToken).ConfigureAwait(false);
        var expected = ids.ToHashSet(StringComparer.Ordinal);
        return found.All(facts => expected.Remove(facts.Id)) ? found : throw SomethingElse(ids);
    }

    public async Task StopAsync(string id, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        // -t: its long form is --time up to 27 and --timeout from 28 on.
        var seconds = Math.Ceiling(gracePeriod.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await AskAsync(["stop", "-t", seconds, id], gracePeriod + options.CommandTimeout, cancellationToken)
            .ConfigureAwait(false);
        if (result.ExitCode != 0 && !Errors.SayAbsent(result.StandardError, [id]))
        {
            throw Failure($"Container '{id}' could not be stopped", result, SandboxErrorCode.StopFailed);
        }
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var result = await AskAsync(RemoveArguments(id), options.StopTimeout, cancellationToken).ConfigureAwait(false);
        if (Errors.SayAbsent(result.StandardError, [id]))
        {
            return true;
        }

        // What was not there any more is removed with exit code 0 and, from 29 on, without a word. A command line that did nothing at all
        // looks the same, so it is no proof, and the caller looks again.
        return result.ExitCode == 0 ? result.StandardOutput.Trim() == id
            : Errors.SayRemovalInProgress(result.StandardError)
            ? false
            : throw Failure($"Container '{id}' could not be removed", result, SandboxErrorCode.StopFailed);
    }

    public async Task WaitForExitAsync(string id, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        var result = await AskAsync(["wait", id], timeLimit, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && !Errors.SayAbsent(result.StandardError, [id]))
        {
            throw Failure($"Container '{id}' could not be watched", result);
        }
    }

    public async Task<string> ReadLogTailAsync(string id, int lines, IEnumerable<string> secrets, CancellationToken cancellationToken)
    {
        string[] arguments = ["logs", "--tail", lines.ToString(CultureInfo.InvariantCulture), id];
        var result = await AskAsync(arguments, options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0)
        {
            return SecretText.Mask(result.StandardOutput + LogOf(result.StandardError), secrets);
        }

        // What the sandbox wrote to standard error comes before the reason of the failure.
        return Errors.SayAbsent(result.StandardError, [id])
            ? ""
            : throw Failure($"The log of container '{id}' could not be read", result, secrets: secrets);
    }

    public async Task<EngineFacts> DescribeEngineAsync(CancellationToken cancellationToken)
    {
        var result = await AskAsync(["info", "--format", EngineTemplate], options.CommandTimeout, cancellationToken).ConfigureAwait(false);

        if (result.ExitCode == 0 && DockerInfo.Parse(result.StandardOutput) is { } engine)
        {
            return engine;
        }

        // Why there is no answer is said among the fields (20.10), on standard error as well (26.1), both with exit code 0 (docker/cli#5900), or only
        // there (28.2 and later).
        var said = Errors.Lines(result.StandardError).Count > 0 ? result.StandardError : result.StandardOutput;
        throw Failure("The engine could not be asked what it is", result with { StandardError = said }, unlessKnown: Errors.Classify(said));
    }

    public async Task<ImageFacts?> FindImageAsync(string image, CancellationToken cancellationToken)
    {
        // The slash tells an image that names no platform from a command line that said nothing.
        string[] arguments = ["image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", image];
        var result = await AskAsync(arguments, options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0 && result.StandardOutput.Trim().Split('/') is [var system, var architecture]
            && DockerPlatform.IsWord(system) && DockerPlatform.IsWord(architecture))
        {
            return new ImageFacts(DockerPlatform.Of(system, architecture));
        }

        var failure = Failure($"The engine could not be asked about image '{image}'", result);
        return failure.Code is SandboxErrorCode.ImageNotFound ? null : throw failure;
    }

    /// <summary>Gets the template of <c>info</c>, whose answer is as <see cref="DockerInfo"/> reads it.</summary>
    protected virtual string EngineTemplate => DockerInfo.Template;

    /// <summary>
    /// Gets variables for the command line itself. <c>GOGC</c>: its heap outgrows Go's first collection just by starting, so that
    /// an eighth of the CPU time of a short command is spent on collecting (14.2 ms against 12.4 ms with 28.2). With four times the room a
    /// short command ends before that, and a long answer still is collected.
    /// </summary>
    protected virtual IReadOnlyDictionary<string, string?> CommandVariables { get; } = new Dictionary<string, string?> { ["GOGC"] = "400" };

    /// <summary>Spells a forced removal. <c>-v</c>: anonymous volumes of the image would otherwise stay for ever.</summary>
    protected virtual IReadOnlyList<string> RemoveArguments(string id) => ["rm", "-f", "-v", id];

    /// <summary>Gets what a sandbox wrote to standard error out of what <c>logs</c> did.</summary>
    protected virtual string LogOf(string standardError) => standardError;

    /// <summary>Translates the status that <c>inspect</c> names.</summary>
    protected virtual ContainerState ReadState(string? status) => DockerStates.Read(status);

    private async Task<IReadOnlyList<ContainerFacts>> InspectAllAsync(string[] namesOrIds, CancellationToken cancellationToken)
    {
        // "container inspect": a bare "inspect" also answers for images, networks and volumes of that name.
        var result = await AskAtLengthAsync(["container", "inspect", .. namesOrIds], cancellationToken).ConfigureAwait(false);

        // With several containers, one that vanished in between costs only itself: the others are on stdout all the same.
        if (result.IsTruncated || result.IsGarbled || (result.ExitCode != 0 && !Errors.SayAbsent(result.StandardError, namesOrIds)))
        {
            throw Failure("The engine could not be asked about containers", result);
        }

        try
        {
            var found = DockerInspect.Parse(result.StandardOutput, ReadState);
            var absent = result.ExitCode == 0 ? 0 : Errors.Lines(result.StandardError).Distinct(StringComparer.OrdinalIgnoreCase).Count();
            return found.Count + absent == namesOrIds.Length
                ? found
                : throw new FormatException($"of {namesOrIds.Length} containers, {found.Count} are there and {absent} are not.");
        }
        catch (FormatException e)
        {
            // The document itself is not quoted: it holds the values of every environment variable.
            throw new SandboxException(SandboxErrorCode.CommandFailed, $"The engine's answer about containers is not readable: {e.Message}", e);
        }
    }

    private Task<ProcessResult> AskAsync(IReadOnlyList<string> arguments, TimeSpan timeLimit, CancellationToken cancellationToken) =>
        AskAsync(new ProcessCommand(Cli.Executable, arguments) { Timeout = timeLimit }, cancellationToken);

    /// <summary>Asks about any number of containers.</summary>
    private Task<ProcessResult> AskAtLengthAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => AskAsync(
        new ProcessCommand(Cli.Executable, arguments) { Timeout = options.CommandTimeout, OutputLimit = OutputBuffer.LongAnswer }, cancellationToken);

    /// <summary>
    /// Runs a command, and once more when the engine is too old for the version it was asked in: a command line that asks an engine just before
    /// it listens does not learn its version, and uses its own. Such a refusal comes before anything is done.
    /// </summary>
    private async Task<ProcessResult> AskAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        var complete = command with { Environment = WithCommandVariables(command.Environment) };
        var result = await Cli.RunAsync(complete, cancellationToken).ConfigureAwait(false);
        return result.ExitCode != 0 && Errors.SayClientIsTooNew(result.StandardError)
            ? await Cli.RunAsync(complete, cancellationToken).ConfigureAwait(false)
            : result;
    }

    /// <summary>No sandbox's variable is among them: those names are <see cref="ReservedVariables"/>.</summary>
    private IReadOnlyDictionary<string, string?> WithCommandVariables(IReadOnlyDictionary<string, string?> variables) =>
        variables.Count == 0 ? CommandVariables : new Dictionary<string, string?>(CommandVariables.Concat(variables), StringComparer.Ordinal);

    private static SandboxException SomethingElse(IReadOnlyList<string> askedFor) => new(
        SandboxErrorCode.CommandFailed, $"The engine was asked about '{string.Join(' ', askedFor)}' and answered about something else.");

    private static bool IsContainerId(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// Makes an error of a failed command; <paramref name="unlessKnown"/> is its code where the text says nothing more exact. Engines echo what
    /// they refuse, so the options' values are masked in every text, and the <paramref name="secrets"/> that the command was handed; but only
    /// after the text was understood, because a value can be any word of it.
    /// </summary>
    private SandboxException Failure(
        string what,
        ProcessResult result,
        SandboxErrorCode unlessKnown = SandboxErrorCode.CommandFailed,
        IEnumerable<string>? secrets = null)
    {
        var known = result.ExitCode == 0 ? SandboxErrorCode.CommandFailed : Errors.Classify(result.StandardError);
        var code = known is SandboxErrorCode.CommandFailed ? unlessKnown : known;
        var said = string.Join('\n', Errors.Lines(SecretText.Mask(result.StandardError, [.. options.Environment.Values, .. secrets ?? []])));
        var tail = said.Length <= ErrorTailLength ? said : said[^ErrorTailLength..];
        return new SandboxException(code, tail.Length == 0 ? $"{what} (exit code {result.ExitCode})." : $"{what}: {tail}")
        {
            ExitCode = result.ExitCode,
            Output = tail,
            Hint = Errors.HintFor(code),
        };
    }
}
