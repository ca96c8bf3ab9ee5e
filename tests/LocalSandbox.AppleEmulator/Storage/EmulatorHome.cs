using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalSandbox.AppleEmulator.Storage;

/// <summary>
/// The folder that stands for the service: what it knows, and switches that tests set by writing files.
/// <list type="table">
/// <item><term>service-stopped</term><description>while it exists, nothing answers</description></item>
/// <item><term>boot-ms</term><description>how long a machine boots, 40 by default</description></item>
/// <item><term>hang, hang-after</term><description>words, such as <c>list</c>: those commands never end, before or after their work</description></item>
/// <item><term>xpc-timeout</term><description>words: those commands do their work and then fail (apple/container#1445)</description></item>
/// <item><term>images, registry</term><description>a reference on each line, and after it the image's environment</description></item>
/// </list>
/// </summary>
internal sealed class EmulatorHome
{
    private const int LongestSocketPath = 100;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(2);

    private readonly string _path;

    public EmulatorHome(string path)
    {
        _path = Path.GetFullPath(path);
        if (!Directory.Exists(_path))
        {
            throw new IOException($"CONTAINER_EMULATOR_HOME '{_path}' is not a folder.");
        }

        Directory.CreateDirectory(Containers);
    }

    public bool IsServiceStopped => File.Exists(File_("service-stopped"));

    public TimeSpan BootTime => TimeSpan.FromMilliseconds(File.Exists(File_("boot-ms")) ? int.Parse(File.ReadAllText(File_("boot-ms"))) : 40);

    private string Containers => Path.Combine(_path, "containers");

    public string FolderOf(string id) => Path.Combine(Containers, id);

    public string LogOf(string id) => Path.Combine(FolderOf(id), "log");

    public bool Names(string switchFile, string verb) => ReadLines(switchFile).Any(line => line.Trim() == verb);

    public IReadOnlyList<string> ReadLines(string file) => File.Exists(File_(file)) ? File.ReadAllLines(File_(file)) : [];

    public void AddLine(string file, string line) => File.AppendAllText(File_(file), line + "\n");

    public void SetServiceStopped(bool isStopped)
    {
        if (isStopped)
        {
            File.WriteAllText(File_("service-stopped"), "");
        }
        else
        {
            File.Delete(File_("service-stopped"));
        }
    }

    /// <summary>Keeps every other command and machine from changing anything.</summary>
    public async Task<IDisposable> LockAsync()
    {
        while (true)
        {
            if (!Directory.Exists(_path))
            {
                throw new IOException("The emulator's folder has been taken away.");
            }

            try
            {
                return new FileStream(File_("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockPause);
            }
        }
    }

    public ContainerRecord? Find(string id)
    {
        // Names are matched exactly, also where the file system does not tell upper from lower case.
        var file = Path.Combine(FolderOf(id), "record");
        try
        {
            return File.Exists(file) && JsonSerializer.Deserialize(File.ReadAllBytes(file), StorageJson.Default.ContainerRecord) is { } record && record.Id == id
                ? record
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public IReadOnlyList<ContainerRecord> All() =>
        [.. Directory.EnumerateDirectories(Containers).Select(folder => Find(Path.GetFileName(folder))).OfType<ContainerRecord>()];

    /// <summary>Writes a record in one step, because it is also read without the lock.</summary>
    public void Save(ContainerRecord record)
    {
        Directory.CreateDirectory(FolderOf(record.Id));
        var file = Path.Combine(FolderOf(record.Id), "record");
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(record, StorageJson.Default.ContainerRecord));
        File.Move(file + ".new", file, overwrite: true);
    }

    public void Remove(ContainerRecord record)
    {
        File.Delete(record.ControlSocket);
        if (Directory.Exists(FolderOf(record.Id)))
        {
            Directory.Delete(FolderOf(record.Id), recursive: true);
        }
    }

    /// <summary>Makes a path that is short enough for a socket, which 104 characters are on macOS.</summary>
    public string NewSocketPath(string generation)
    {
        var inside = Path.Combine(_path, $"s-{generation[..8]}");
        return inside.Length <= LongestSocketPath
            ? inside
            : Path.Combine("/tmp", "ctr-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(inside)).AsSpan(0, 8)));
    }

    private string File_(string name) => Path.Combine(_path, name);
}
