using System.Net;
using LocalSandbox.Networking;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>Translates between a runtime's containers and the sandboxes of this backend.</summary>
internal sealed class SandboxView(LocalSandboxOptions options, BindAddress bind)
{
    /// <summary>Whoever is told "dead" or "not there" may throw the sandbox away.</summary>
    public static void ThrowIfUnrecognized(ContainerFacts? facts)
    {
        if (facts is { State: ContainerState.Unrecognized })
        {
            throw new SandboxException(
                SandboxErrorCode.Unsupported, $"The engine reports a state of container '{facts.Name}' that is not known, so whether it is alive is not either.");
        }
    }

    public bool IsOurs(ContainerFacts facts) => SandboxLabels.AreOurs(facts, options.ContainerPrefix);

    /// <summary>Describes a container of ours; null when its name, changed by somebody since, says no sandbox id.</summary>
    public SandboxInfo? Describe(ContainerFacts facts)
    {
        var prefix = options.ContainerPrefix + "-";
        return !facts.Name.StartsWith(prefix, StringComparison.Ordinal) || facts.Name.Length == prefix.Length
            ? null
            : new SandboxInfo(facts.Name[prefix.Length..])
            {
                Url = HostPort(facts) is { } port ? Url(port) : null,
                ContainerName = facts.Name,
                ContainerId = facts.Id,
                CreatedAt = facts.CreatedAt,
            };
    }

    public Uri Url(int hostPort) => HostAddress.ToUrl(options.SandboxHost, hostPort);

    /// <summary>
    /// Finds the host port of the sandbox. Of several bindings the one on our own address counts: Docker up to 26 gives IPv4 and IPv6
    /// different numbers.
    /// </summary>
    public int? HostPort(ContainerFacts facts)
    {
        var bindings = Bindings(facts);
        var best = bindings.Find(port => bind.Address.Equals(port.HostAddress))
            ?? bindings.Find(port => port.HostAddress?.AddressFamily == bind.Address.AddressFamily)
            ?? bindings.FirstOrDefault();
        return best?.HostPort;
    }

    /// <summary>Names the addresses besides our own that a sandbox is published on, for a person; empty when there are none.</summary>
    public string OtherAddresses(ContainerFacts facts) => string.Join(", ", Bindings(facts)
        .Select(port => port.HostAddress ?? (bind.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Any : IPAddress.Any))
        .Where(address => !address.Equals(bind.Address))
        .Distinct());

    private List<PublishedPort> Bindings(ContainerFacts facts) => [.. facts.Ports.Where(port => port.ContainerPort == options.ContainerPort)];
}
