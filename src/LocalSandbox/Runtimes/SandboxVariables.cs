using System.Text;

namespace LocalSandbox.Runtimes;

/// <summary>
/// The ways that a sandbox's environment variables take to the runtime without standing on a command line: most by name, with the value in
/// the command line's own environment; <see cref="ReservedVariables"/> through an <c>--env-file</c>, which on Unix is the standard input
/// (nothing is ever on disk, and a Docker from a snap could not read another file) and elsewhere a private file, deleted on disposal.
/// </summary>
internal sealed class SandboxVariables : IDisposable
{
    // Apart from FilePath: what is deleted must never be able to be the machine's own /dev/stdin.
    private readonly string? _privateFile;

    private SandboxVariables(Dictionary<string, string?> inherited, string? standardInput = null, string? privateFile = null)
    {
        _privateFile = privateFile;
        Inherited = inherited;
        StandardInput = standardInput;
        FilePath = standardInput is null ? privateFile : StandardInputFile;
    }

    /// <summary>Gets the variables to pass by name, their values to be set in the command line's environment.</summary>
    public IReadOnlyDictionary<string, string?> Inherited { get; }

    /// <summary>Gets the path for <c>--env-file</c>, or null when none is needed.</summary>
    public string? FilePath { get; }

    public string? StandardInput { get; }

    /// <summary>Gets the standard input's path. Linux's /dev/stdin is a link to this one, which a bare or damaged /dev lacks.</summary>
    internal static string StandardInputFile => OperatingSystem.IsLinux() ? "/proc/self/fd/0" : "/dev/stdin";

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

        return lines.Length == 0 ? new SandboxVariables(inherited)
            : standardInputIsAFile ? new SandboxVariables(inherited, standardInput: lines.ToString())
            : new SandboxVariables(inherited, privateFile: WritePrivateFile(lines.ToString()));
    }

    public void Dispose()
    {
        if (_privateFile is not null)
        {
            File.Delete(_privateFile);
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
