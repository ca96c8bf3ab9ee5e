using System.Net;
using LocalSandbox.Runtimes;
using LocalSandbox.Validation;

namespace LocalSandbox.Lifecycle;

/// <summary>Combines the options and a request into the container to start.</summary>
internal static class ContainerSpecs
{
    public static ContainerSpec For(LocalSandboxOptions options, SandboxRequest request, IPAddress bindAddress, string attempt)
    {
        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in request.Environment)
        {
            environment[name] = value;
        }

        var labels = new Dictionary<string, string>(options.Labels, StringComparer.Ordinal)
        {
            [SandboxLabels.Prefix] = options.ContainerPrefix,
            [SandboxLabels.Image] = SandboxLabels.Encode(options.Image),
            [SandboxLabels.Attempt] = attempt,
        };
        if (request.ThreadId is { } thread)
        {
            labels[SandboxLabels.Thread] = SandboxLabels.Encode(thread);
        }

        var spec = new ContainerSpec
        {
            Name = NameRules.ContainerName(options.ContainerPrefix, request.SandboxId),
            Image = options.Image,
            BindAddress = bindAddress,
            HostPort = 0,
            ContainerPort = options.ContainerPort,
            Environment = environment,
            Mounts = [.. options.Mounts, .. request.Mounts],
            Labels = labels,
            Isolation = options.Isolation,
            Limits = ContainerLimits.For(options),
            Network = options.Network,
            User = options.User,
            Init = options.Init,
            AutoRemove = options.AutoRemove,
            ExtraRunArguments = [.. options.ExtraRunArguments],
        };

        labels[SandboxLabels.Spec] = SandboxFingerprint.Of(spec).ToString();
        return spec;
    }
}
