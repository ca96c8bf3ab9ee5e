using System.Text;

namespace LocalSandbox.Runtimes;

/// <summary>
/// The ways that a sandbox's environment variables take to the runtime without standing on a command line: most by name, with the value in
/// the command line's own environment; <see cref="ReservedVariables"/> through an <c>--env-file</c>, which on Unix is the standard input
/// (nothing is ever on disk, and a Docker from a snap could not read another file) and elsewhere a private file, deleted on disposal.
/// </summary>
internal sealed class SandboxVariables : IDisposable
{
    private SandboxVariables(Dictionary<string, string?> inherited, string? filePath, string? standardInput)
    {
        Inherited = inherited;
        FilePath = filePath;
        StandardInput = standardInput;
    }

    /// <summary>Gets the variables to pass by name, their values to be set in the command line's environment.</summary>
    public IReadOnlyDictionary<string, string?> Inherited { get; }

    /// <summary>Gets the path for <c>--env-file</c>, or null when none is needed.</summary>
    public string? FilePath { get; }

    public string? StandardInput { get; }

    public static SandboxVariables Prepare(IReadOnlyDictionary<string, string> environment, bool standardInputIsAFile)
    {
        var inherited = new Dictionary<string, string?>(StringComparer.Ordinal);
        var lines = new StringBuilder();
        foreach (var (name, value) in environment)
        {
            if (ReservedVariables.Contains(name))
            {
                lines.Append(name).Append('=').Append(value).Append('\n');
            }
            else
            {
                inherited[name] = value;
            }
        }

        return lines.Length == 0 ? new SandboxVariables(inherited, null, null)
            : standardInputIsAFile ? new SandboxVariables(inherited, "/dev/stdin", lines.ToString())
            : new SandboxVariables(inherited, WritePrivateFile(lines.ToString()), null);
    }

    public void Dispose()
    {
        if (FilePath is not null && StandardInput is null)
        {
            File.Delete(FilePath);
        }
    }

    private static string WritePrivateFile(string text)
    {
        var path = Path.Combine(Path.GetTempPath(), $"localsandbox-{Guid.NewGuid():N}.env");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            // UTF-8 without a byte order mark: Podman takes one for part of the first name.
            using var file = new StreamWriter(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options);
            file.Write(text);
        }
        catch
        {
            // Whatever went wrong is told; half a file of secrets must not stay.
            File.Delete(path);
            throw;
        }

        return path;
    }
}
