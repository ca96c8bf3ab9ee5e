using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>Reads <c>-v</c> and <c>--mount</c>, which split their text in different ways and know no quotes.</summary>
internal static class MountSettings
{
    public static MountRecord ReadVolume(string text, CliVersion version)
    {
        var parts = text.Split(':', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case [var path]:
                return new MountRecord("volume", "anonymous", path, []);

            case [var source, var destination]:
                return ReadVolume(source, destination, [], version);

            case [var source, var destination, var options]:
                return ReadVolume(source, destination, [.. options.Split(',', StringSplitOptions.RemoveEmptyEntries)], version);

            default:
                throw new CliFailure("invalidArgument", $"invalid volume format {text}");
        }
    }

    public static MountRecord ReadMount(string text)
    {
        var (type, source, destination, options) = ("virtiofs", "", "", new List<string>());
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var keyValue = part.Split('=', 3, StringSplitOptions.RemoveEmptyEntries);
            var key = keyValue[0];
            var value = key is "readonly" or "ro" ? "" : keyValue.Length == 2 ? keyValue[1] : null;
            switch (key)
            {
                case "type" or "source" or "src" or "target" or "destination" or "dst" or "size" or "mode" when value is null:
                    throw new CliFailure("invalidArgument", $"invalid directive format missing value {part} in {text}");
                case "type":
                    type = value is "bind" ? "virtiofs" : value!;
                    break;
                case "source" or "src":
                    source = value!;
                    break;
                case "target" or "destination" or "dst":
                    destination = value!;
                    break;
                case "readonly" or "ro":
                    options.Add("ro");
                    break;
                case "size" or "mode" when type == "tmpfs":
                    options.Add(part);
                    break;
                case "size" or "mode":
                    throw new CliFailure("invalidArgument", $"unsupported option {key} for {type} mount");
                default:
                    throw new CliFailure("invalidArgument", $"unknown directive {key} when parsing mount {text}");
            }
        }

        if (type is not ("virtiofs" or "tmpfs" or "volume"))
        {
            throw new CliFailure("invalidArgument", $"unsupported mount type {type}");
        }

        if (type == "virtiofs" && !Directory.Exists(source))
        {
            throw new CliFailure("invalidArgument", File.Exists(source) ? $"path '{source}' is not a directory" : $"path '{source}' does not exist");
        }

        return destination.Length > 0 ? new MountRecord(type, source, destination, options) : throw new CliFailure("invalidArgument", "mount destination cannot be empty");
    }

    private static MountRecord ReadVolume(string source, string destination, List<string> options, CliVersion version)
    {
        var isPath = version.IsAtLeast(0, 8) ? source.Contains('/') : source.StartsWith('/');
        return !isPath ? new MountRecord("volume", source, destination, options)
            : Path.Exists(source) ? new MountRecord("virtiofs", source, destination, options)
            : throw new CliFailure("invalidArgument", $"path '{source}' does not exist");
    }
}
