using System.Collections.Concurrent;
using System.Globalization;
using LocalSandbox.Processes;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>Speaks Apple <c>container</c>, 0.6.0 to 1.4.1.</summary>
/// <remarks>
/// Everything that is known about containers comes from one command, <c>list --all</c>: it is the only one that means the same in every
/// version. <c>inspect</c> leaves out unknown names up to 0.12.3 and fails as a whole from 1.0.0 on, and nothing can be filtered.
/// </remarks>
internal sealed partial class AppleDialect(
    AppleCli cli, AppleVersion version, HostMachine host, LocalSandboxOptions options, TimeProvider timeProvider, ILogger logger) : IRuntimeDialect
{
    private const int MostRemovals = 3;

    /// <summary>The command itself waits up to 10 s for the service, which may just be starting.</summary>
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMilliseconds(250);

    private readonly ILogger _logger = logger;
    private readonly AppleImages _images = new(cli, version, options);
    private readonly ConcurrentDictionary<string, bool> _warnedOf = new(StringComparer.Ordinal);
    private readonly AppleMemory _memory = new(timeProvider);

    public ContainerRuntimeKind Kind => ContainerRuntimeKind.AppleContainer;

    public string ReportedName => "apple-container";

    /// <summary>Ports then accept connections and reset them; often no prompt is ever seen (apple/container#1702, #2067).</summary>
    public string UnreachableHint =>
        "On macOS, 'container-runtime-linux' must be allowed in System Settings, Privacy & Security, Local Network, again after each update.";

    /// <summary>Asks once whether there is anybody to talk to.</summary>
    public async Task ThrowIfServiceIsDownAsync(CancellationToken cancellationToken)
    {
        var result = await cli.AskAsync(["system", "status"], StatusTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            // 1 is the command's own word for "not running"; the text, on standard output, differs between versions.
            throw cli.Failure(
                $"Apple container {version} is installed, but its service does not run",
                result,
                result.ExitCode == 1 ? SandboxErrorCode.RuntimeNotRunning : SandboxErrorCode.CommandFailed);
        }
    }

    public async Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken)
    {
        AppleRunArguments.Check(spec, version, host.IsFile);
        WarnOfLimitations(spec);
        await _images.ThrowIfMissingAsync(spec.Image, cancellationToken).ConfigureAwait(false);

        using var variables = SandboxVariables.Prepare(spec.Environment, standardInputIsAFile: version.ReadsPipes);
        var arguments = AppleRunArguments.Build(spec, variables, version, host.IsFile);
        var result = await cli.StartAsync(arguments, variables, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            var failure = cli.Failure($"Container '{spec.Name}' could not be started", result, secrets: spec.Environment.Values);
            if (failure.Code is SandboxErrorCode.ImageNotFound)
            {
                _images.Forget(spec.Image);
            }

            throw failure;
        }

        if (result.StandardOutput.Trim() != spec.Name)
        {
            throw cli.Failure($"Container '{spec.Name}' was started, but its name was not printed", result, secrets: spec.Environment.Values);
        }

        var id = AppleContainerId.Of(spec.Name, spec.Labels);
        _memory.HasRun(id);
        return id;
    }

    public Task PullAsync(string image, CancellationToken cancellationToken) => _images.PullAsync(image, cancellationToken);

    public async Task<ContainerFacts?> InspectAsync(string nameOrId, CancellationToken cancellationToken) =>
        AppleContainerId.IsId(nameOrId)
            ? await FindAsync(nameOrId, cancellationToken).ConfigureAwait(false)
            : (await ListAllAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(facts => facts.Name == nameOrId);

    public async Task<IReadOnlyList<ContainerFacts>> ListAsync(string label, string value, CancellationToken cancellationToken) =>
        [.. (await ListAllAsync(cancellationToken).ConfigureAwait(false)).Where(facts => facts.Labels.GetValueOrDefault(label) == value)];

    public async Task StopAsync(string id, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        // After a crash of the service a living container is listed as stopped, and to stop it does nothing (apple/container#2286);
        // only removing it ends it.
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } facts || HasEnded(facts))
        {
            return;
        }

        var seconds = Math.Ceiling(gracePeriod.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await cli.AskAsync(["stop", "-t", seconds, facts.Name], gracePeriod + options.CommandTimeout, cancellationToken)
            .ConfigureAwait(false);

        // It fails although it worked (XPC timeout, apple/container#1445), and up to 0.10.0 succeeds where nothing is: the list decides.
        if (result.ExitCode != 0 && await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } still && !HasEnded(still))
        {
            throw cli.StopFailure($"Container '{id}' could not be stopped", result);
        }
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } facts)
            {
                return true;
            }

            var result = await cli.AskAsync(["delete", "--force", facts.Name], options.StopTimeout, cancellationToken).ConfigureAwait(false);

            // Absence is never taken from the answer: texts and exit codes for unknown names differ between versions.
            var isGone = await FindAsync(id, cancellationToken).ConfigureAwait(false) is null;
            if (isGone || result.ExitCode == 0)
            {
                return isGone;
            }

            if (tries == MostRemovals)
            {
                throw cli.StopFailure($"Container '{id}' could not be removed", result);
            }

            await Task.Delay(PauseBetweenLooks, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>There is no command that waits.</summary>
    public async Task WaitForExitAsync(string id, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        while (await FindAsync(id, cancellationToken).ConfigureAwait(false) is { } facts && !HasEnded(facts))
        {
            if (timeProvider.GetElapsedTime(started) >= timeLimit)
            {
                throw new SandboxException(SandboxErrorCode.TimedOut, $"Container '{id}' still ran after {timeLimit.InSeconds()}.");
            }

            await Task.Delay(PauseBetweenLooks, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<string> ReadLogTailAsync(string id, int lines, IEnumerable<string> secrets, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } facts)
        {
            return "";
        }

        string[] arguments = ["logs", "-n", lines.ToString(CultureInfo.InvariantCulture), facts.Name];
        var result = await cli.AskAsync(arguments, options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0)
        {
            return SecretText.Mask(result.StandardOutput, secrets);
        }

        return await FindAsync(id, cancellationToken).ConfigureAwait(false) is null
            ? ""
            : throw cli.Failure($"The log of container '{id}' could not be read", result, secrets: secrets);
    }

    public async Task<EngineFacts> DescribeEngineAsync(CancellationToken cancellationToken)
    {
        await ThrowIfServiceIsDownAsync(cancellationToken).ConfigureAwait(false);

        // Only the same version on both sides works at all, and what else "system status" tells has another form in each version.
        return new EngineFacts(version.ToString(), Platform: null, StorageFolder: null);
    }

    public Task<ImageFacts?> FindImageAsync(string image, CancellationToken cancellationToken) => _images.FindAsync(image, cancellationToken);

    private static bool HasEnded(ContainerFacts facts) => facts.State is ContainerState.Exited or ContainerState.Created;

    private async Task<ContainerFacts?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ListAllAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(facts => facts.Id == id);

    private async Task<IReadOnlyList<ContainerFacts>> ListAllAsync(CancellationToken cancellationToken)
    {
        var result = await cli.AskAsync(["list", "--all", "--format", "json"], options.CommandTimeout, cancellationToken, OutputBuffer.LongAnswer)
            .ConfigureAwait(false);
        if (result.ExitCode != 0 || result.IsTruncated || result.IsGarbled)
        {
            throw cli.Failure("The containers could not be listed", result);
        }

        try
        {
            return _memory.Correct(AppleContainers.Parse(result.StandardOutput, timeProvider.GetUtcNow()));
        }
        catch (FormatException e)
        {
            // The document itself is not quoted: it holds the values of every environment variable.
            throw new SandboxException(SandboxErrorCode.CommandFailed, $"The list of containers is not readable: {e.Message}", e);
        }
    }

    private void WarnOfLimitations(ContainerSpec spec)
    {
        foreach (var (setting, limitation) in AppleLimitations.Of(spec, version))
        {
            if (_warnedOf.TryAdd(setting, true))
            {
                LogNotEnforced(setting, version.ToString(), limitation);
            }
        }
    }

    [LoggerMessage(EventId = 50, Level = LogLevel.Warning, Message = "{Setting} is not enforced as it is set by Apple container {Version}: {Limitation}")]
    private partial void LogNotEnforced(string setting, string version, string limitation);
}
