namespace LocalSandbox.EngineTests.Harness;

internal static class Script
{
    /// <summary>Writes an executable script; the folder and the script are open to every user, because some tests become somebody else.</summary>
    public static async Task<string> WriteAsync(string path, string interpreter, string line)
    {
        await File.WriteAllTextAsync(path, $"#!{interpreter}\n{line}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        return path;
    }
}
