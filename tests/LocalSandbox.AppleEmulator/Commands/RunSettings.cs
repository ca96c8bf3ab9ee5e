using System.Globalization;
using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>Reads the settings of a container to run.</summary>
internal static class RunSettings
{
    private const int MostPorts = 64;

    public static void CheckName(string id, CliVersion version)
    {
        var isValid = id.Length >= 2 && char.IsAsciiLetterOrDigit(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-')
            && (!version.IsAtLeast(1, 2) || id.Length <= 63);
        if (!isValid)
        {
            throw new CliFailure("invalidArgument", version.IsAtLeast(1, 2) ? $"container ID {id} is not a valid container ID" : $"invalid entity name {id}");
        }
    }

    public static ContainerRecord Read(ParsedArguments parsed, string id, IReadOnlyList<string> imageEnvironment, EmulatorHome home, CliVersion version)
    {
        var generation = Guid.NewGuid().ToString("N");
        var environment = EnvironmentSettings.Read(imageEnvironment, parsed.All("--env-file"), parsed.All("--env"), version);
        List<MountRecord> mounts =
        [
            .. parsed.All("--tmpfs").Select(path => new MountRecord("tmpfs", "tmpfs", path, [])),
            .. parsed.All("--volume").Select(text => MountSettings.ReadVolume(text, version)),
            .. parsed.All("--mount").Select(MountSettings.ReadMount),
        ];
        List<PublishedRecord> ports = [.. parsed.All("--publish").Select(text => PublishSettings.Read(text, version))];
        if (ports.Count > MostPorts)
        {
            throw new CliFailure("invalidArgument", "cannot exceed more than 64 port publish descriptors");
        }

        if (version.IsAtLeast(0, 8) && ports.GroupBy(port => (port.HostPort, port.Proto)).Any(same => same.Count() > 1))
        {
            throw new CliFailure("invalidArgument", "host ports for different publish port specs may not overlap");
        }

        return new ContainerRecord(id, generation)
        {
            CreatedAt = DateTimeOffset.UtcNow,
            Image = Images.Normalize(parsed.Positionals[0]),
            Labels = ReadLabels(parsed.All("--label")),
            Ports = ports,
            Mounts = mounts,
            Environment = environment,
            Cpus = long.Parse(parsed.Last("--cpus") ?? "4", CultureInfo.InvariantCulture),
            MemoryInBytes = MemorySize.Read(parsed.Last("--memory") ?? "1g"),
            HasInit = parsed.Has("--init"),
            IsReadOnly = parsed.Has("--read-only"),
            CapabilitiesAdded = [.. parsed.All("--cap-add")],
            CapabilitiesDropped = [.. parsed.All("--cap-drop")],
            User = parsed.Last("--user"),
            IsRemovedAtItsEnd = parsed.Has("--remove"),
            ControlSocket = home.NewSocketPath(generation),
        };
    }

    /// <summary>Splits at every equals sign and drops what is empty, as the real one does.</summary>
    private static Dictionary<string, string> ReadLabels(IEnumerable<string> texts)
    {
        var labels = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var parts = text.Split('=', 3, StringSplitOptions.RemoveEmptyEntries);
            labels[parts.Length is 1 or 2 ? parts[0] : throw new CliFailure("invalidArgument", $"invalid label format {text}")] = parts.ElementAtOrDefault(1) ?? "";
        }

        return labels;
    }
}
