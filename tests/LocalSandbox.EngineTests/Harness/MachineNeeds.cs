using System.Net;
using System.Net.Sockets;

namespace LocalSandbox.EngineTests.Harness;

internal static class MachineNeeds
{
    /// <summary>Says what is missing on this machine, or null.</summary>
    public static string? Missing(Needs needs) => needs switch
    {
        Needs.IPv6 => HasIPv6Loopback() ? null : "this machine has no address ::1",
        Needs.Root => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && FindOnPath("setpriv") is not null
            ? null
            : "this needs Linux, root and setpriv",
        Needs.PrivateEngine => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && FindDockerd() is not null
            ? null
            : "this needs Linux, root and dockerd",
        Needs.Linux => OperatingSystem.IsLinux() ? null : "this needs /proc",
        _ => null,
    };

    public static string? FindOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    private static string? FindDockerd() => FindOnPath("dockerd") ?? (File.Exists("/usr/sbin/dockerd") ? "/usr/sbin/dockerd" : null);

    private static bool HasIPv6Loopback()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
