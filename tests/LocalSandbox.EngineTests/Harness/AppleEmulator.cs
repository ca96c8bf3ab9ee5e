using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using LocalSandbox.Processes;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>The emulated command line in one version, with a folder that stands for its service; it ends with everything in it on disposal.</summary>
internal sealed class AppleEmulator : IDisposable
{
    /// <summary>The versions that are played.</summary>
    public static readonly IReadOnlyList<string> Versions = ["0.6.0", "0.9.0", "0.12.3", "1.2.2", "1.4.1"];

    private static readonly string Program = typeof(AppleEmulator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "AppleEmulatorPath").Value!;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("lse-");

    public AppleEmulator(string version)
    {
        Home = _root.CreateSubdirectory("home").FullName;
        Executable = Path.Combine(_root.FullName, "container");
        LockFolder = Path.Combine(_root.FullName, "locks");

        // A script, because the dialect leaves almost nothing of the environment: neither what chooses the emulated
        // version in each of several tests at once, nor what finds a .NET that is not in its usual place.
        File.WriteAllText(Executable, $"""
            #!/bin/sh
            export CONTAINER_EMULATOR_VERSION={version} CONTAINER_EMULATOR_HOME='{Home}' DOTNET_ROOT='{DotNetRoot()}'
            exec '{Path.GetFullPath(Program)}' "$@"
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Executable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Home { get; }

    public string Executable { get; }

    public string LockFolder { get; }

    public string Folder(string name) => _root.CreateSubdirectory(name).FullName;

    /// <summary>Sets one of the emulator's switches, which are files.</summary>
    public void Set(string switchFile, string content = "") => File.WriteAllText(Path.Combine(Home, switchFile), content);

    public void Unset(string switchFile) => File.Delete(Path.Combine(Home, switchFile));

    public async Task<ProcessResult> TryAsync(params string[] arguments) =>
        await RealRunner.Instance.RunAsync(new ProcessCommand(Executable, arguments) { Timeout = TimeSpan.FromMinutes(1) }, CancellationToken.None);

    public async Task<string> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        result.ExitCode.Should().Be(0, "{0} said: {1}", string.Join(' ', arguments), result.StandardError);
        return result.StandardOutput;
    }

    /// <summary>Gets every container there is and its state, whoever made it.</summary>
    public async Task<Dictionary<string, string>> StatesAsync()
    {
        using var document = JsonDocument.Parse(await RunAsync("list", "--all", "--format", "json"));
        return document.RootElement.EnumerateArray().ToDictionary(
            container => container.GetProperty("configuration").GetProperty("id").GetString()!,
            container => container.GetProperty("status") is { ValueKind: JsonValueKind.Object } status
                ? status.GetProperty("state").GetString()!
                : container.GetProperty("status").GetString()!);
    }

    /// <summary>Makes the service believe that a container has stopped, as after a crash of the service (apple/container#2286).</summary>
    public void ForgetThatItRuns(string name)
    {
        var record = Path.Combine(Home, "containers", name, "record");
        var text = File.ReadAllText(record);
        text.Should().Contain("\"State\":\"running\"");
        File.WriteAllText(record, text.Replace("\"State\":\"running\"", "\"State\":\"stopped\"", StringComparison.Ordinal));
    }

    /// <summary>Takes the folder away, which ends every machine; those write into it until they notice.</summary>
    public void Dispose()
    {
        var watch = Stopwatch.StartNew();
        while (_root.Exists)
        {
            try
            {
                _root.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && watch.Elapsed < TimeSpan.FromSeconds(10))
            {
            }

            _root.Refresh();
        }
    }

    private static string DotNetRoot() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
}
