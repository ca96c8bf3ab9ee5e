using System.Globalization;
using LocalSandbox.Networking;

namespace LocalSandbox.Diagnostics;

/// <summary>Whether the next sandbox would find a port.</summary>
internal static class PortCheck
{
    public const string Name = "port";

    public static SandboxCheck Run(PortAllocator ports, BindAddress bind, LocalSandboxOptions options)
    {
        if (options.BasePort == 0)
        {
            return new SandboxCheck(Name, SandboxCheckStatus.Passed, $"The engine chooses a free port of {bind.Address}.");
        }

        using var reservation = ports.TryReserve(bind.Address, refused: []);
        return reservation is not null
            ? new SandboxCheck(Name, SandboxCheckStatus.Passed, string.Create(CultureInfo.InvariantCulture, $"Port {reservation.Port} of {bind.Address} is free."))
            : new SandboxCheck(
                Name,
                SandboxCheckStatus.Failed,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Every port from {options.BasePort} to {options.BasePort + options.PortRange - 1} of {bind.Address} is in use."),
                $"Destroy sandboxes, raise {nameof(LocalSandboxOptions.PortRange)}, or set {nameof(LocalSandboxOptions.BasePort)} to 0.");
    }
}
