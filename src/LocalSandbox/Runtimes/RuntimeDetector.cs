using LocalSandbox.Processes;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Runtimes;

/// <summary>Finds out which runtime to drive. The one place that knows every dialect.</summary>
internal sealed partial class RuntimeDetector(
    LocalSandboxOptions options, IProcessRunner runner, TimeProvider timeProvider, bool isMacOS, ILogger logger)
{
    private const string DockerExecutable = "docker";
    private const string PodmanExecutable = "podman";
    private const string AppleExecutable = "container";

    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    /// <summary>Asks one executable, on macOS at most two, for its version.</summary>
    /// <exception cref="SandboxException">None answered, or the one that did is not supported.</exception>
    public async Task<IRuntimeDialect> DetectAsync(CancellationToken cancellationToken)
    {
        if (options.Runtime is ContainerRuntimeKind.Auto && options.RuntimePath is null && isMacOS)
        {
            try
            {
                return await AskAsync(AppleExecutable, cancellationToken).ConfigureAwait(false);
            }
            catch (SandboxException e) when (e.Code is SandboxErrorCode.RuntimeNotInstalled or SandboxErrorCode.TimedOut)
            {
                LogNoApple(e.Code);
            }
        }

        return await AskAsync(options.RuntimePath ?? DefaultExecutable(options.Runtime), cancellationToken).ConfigureAwait(false);
    }

    private async Task<IRuntimeDialect> AskAsync(string executable, CancellationToken cancellationToken)
    {
        var cli = new RuntimeCli(executable, runner, timeProvider, _logger);
        var result = await cli.RunAsync(["--version"], VersionTimeout, cancellationToken).ConfigureAwait(false);
        var answer = result.StandardOutput.Trim();
        var kind = Recognize(answer) ?? throw new SandboxException(
            SandboxErrorCode.Unsupported, $"'{executable} --version' does not name a known container runtime: exit code {result.ExitCode}, '{answer}'.")
        {
            ExitCode = result.ExitCode,
            Output = result.StandardError,
            Hint = $"Set {nameof(LocalSandboxOptions.RuntimePath)} to the docker command line.",
        };

        if (options.Runtime is not ContainerRuntimeKind.Auto && options.Runtime != kind)
        {
            throw new SandboxException(
                SandboxErrorCode.Unsupported, $"'{executable}' is {kind} ('{answer}'), but {nameof(LocalSandboxOptions.Runtime)} is {options.Runtime}.")
            {
                Hint = $"Set {nameof(LocalSandboxOptions.Runtime)} to {kind}, or {nameof(LocalSandboxOptions.RuntimePath)} to the other executable.",
            };
        }

        LogDetected(kind, executable, answer);
        return kind switch
        {
            ContainerRuntimeKind.Docker => new DockerDialect(cli, options),
            ContainerRuntimeKind.Podman => new PodmanDialect(cli, options),
            _ => throw new SandboxException(SandboxErrorCode.Unsupported, $"'{executable}' is {kind} ('{answer}'), which is not supported yet.")
            {
                Hint = $"Install Docker and set {nameof(LocalSandboxOptions.Runtime)} to {ContainerRuntimeKind.Docker}.",
            },
        };
    }

    /// <summary>By its words, not by the file's name: a <c>docker</c> can be Podman's stand-in.</summary>
    private static ContainerRuntimeKind? Recognize(string version) =>
        version.StartsWith("Docker version ", StringComparison.OrdinalIgnoreCase) ? ContainerRuntimeKind.Docker
        : version.StartsWith("podman version ", StringComparison.OrdinalIgnoreCase) ? ContainerRuntimeKind.Podman
        : version.StartsWith("container CLI version ", StringComparison.OrdinalIgnoreCase) ? ContainerRuntimeKind.AppleContainer
        : null;

    private static string DefaultExecutable(ContainerRuntimeKind kind) => kind switch
    {
        ContainerRuntimeKind.Podman => PodmanExecutable,
        ContainerRuntimeKind.AppleContainer => AppleExecutable,
        _ => DockerExecutable,
    };

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Using {Runtime} through {Executable} ({Version})")]
    private partial void LogDetected(ContainerRuntimeKind runtime, string executable, string version);

    [LoggerMessage(EventId = 101, Level = LogLevel.Debug, Message = "Apple container is not used ({Reason}); looking for Docker")]
    private partial void LogNoApple(SandboxErrorCode reason);
}
