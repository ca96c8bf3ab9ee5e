using LocalSandbox.Processes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Runtimes.Podman;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.Runtimes;

/// <summary>Finds out which runtime to drive. The one place that knows every dialect.</summary>
internal sealed partial class RuntimeDetector(
    LocalSandboxOptions options, IProcessRunner runner, TimeProvider timeProvider, HostMachine host, ILogger logger)
{
    private const string DockerExecutable = "docker";
    private const string PodmanExecutable = "podman";
    private const string AppleExecutable = "container";

    private static readonly TimeSpan VersionTimeout = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;

    /// <summary>Asks one executable, on macOS at most two, for its version, and Apple's whether its service runs.</summary>
    /// <exception cref="SandboxException">None answered, or the one that did is not supported.</exception>
    public async Task<DetectedRuntime> DetectAsync(CancellationToken cancellationToken)
    {
        var runtime = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (runtime.Dialect is AppleDialect apple)
        {
            // Not within the search: a service that is stopped is to be started, not to be gone around.
            await apple.ThrowIfServiceIsDownAsync(cancellationToken).ConfigureAwait(false);
        }

        return runtime;
    }

    private async Task<DetectedRuntime> FindAsync(CancellationToken cancellationToken)
    {
        SandboxException? noApple = null;
        if (options.Runtime is ContainerRuntimeKind.Auto && options.RuntimePath is null && host.IsMacOS)
        {
            try
            {
                return await AskAsync(AppleExecutable, cancellationToken).ConfigureAwait(false);
            }
            catch (SandboxException e)
            {
                // Not there, too slow, too old, or another program of that name: the machine may still have Docker.
                LogNoApple(e);
                noApple = e;
            }
        }

        try
        {
            return await AskAsync(options.RuntimePath ?? DefaultExecutable(options.Runtime), cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxException e) when (noApple is { Code: not SandboxErrorCode.RuntimeNotInstalled })
        {
            throw Neither(e, noApple);
        }
    }

    /// <summary>Names both runtimes: whoever has installed Apple's must learn why it is not used, not only that Docker is missing.</summary>
    private static SandboxException Neither(SandboxException docker, SandboxException apple) => new(
        docker.Code, $"{docker.WhatHappened} Apple container is not used either: {apple.WhatHappened}", docker.InnerException)
    {
        Hint = string.Join(' ', new[] { (AppleExecutable, apple.Hint), (DockerExecutable, docker.Hint) }
            .Where(one => one.Hint is not null)
            .Select(one => $"For '{one.Item1}': {one.Hint}")),
        ExitCode = docker.ExitCode,
        Output = docker.Output,
    };

    private async Task<DetectedRuntime> AskAsync(string executable, CancellationToken cancellationToken)
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
        IRuntimeDialect dialect = kind switch
        {
            ContainerRuntimeKind.Docker => new DockerDialect(cli, options),
            ContainerRuntimeKind.Podman => new PodmanDialect(cli, options),
            ContainerRuntimeKind.AppleContainer => new AppleDialect(
                new AppleCli(cli, host, options), ReadAppleVersion(executable, answer), host, options, timeProvider, _logger),
            _ => throw new InvalidOperationException($"No dialect for {kind}."),
        };
        return new DetectedRuntime(dialect, executable, answer);
    }

    private static AppleVersion ReadAppleVersion(string executable, string answer) =>
        AppleVersion.Parse(answer) is { IsSupported: true } version
            ? version
            : throw new SandboxException(
                SandboxErrorCode.Unsupported, $"'{executable}' is not Apple container {AppleVersion.Oldest} or later: '{answer}'.")
            {
                Hint = "Update it from https://github.com/apple/container/releases.",
            };

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

    [LoggerMessage(EventId = 101, Level = LogLevel.Debug, Message = "Apple container is not used; looking for Docker")]
    private partial void LogNoApple(Exception exception);
}
