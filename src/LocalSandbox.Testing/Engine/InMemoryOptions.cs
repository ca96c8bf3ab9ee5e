namespace LocalSandbox.Testing.Engine;

/// <summary>A host's options without what would reach beyond its process.</summary>
internal static class InMemoryOptions
{
    public static LocalSandboxOptions Of(LocalSandboxOptions options)
    {
        var own = options.Copy();

        // The system's choice: tests that run side by side never fight over a port.
        own.BasePort = 0;
        own.SandboxHost = "127.0.0.1";
        own.BindAddress = null;
        own.LockFolder = Path.Combine(Path.GetTempPath(), $"localsandbox-testing-{Guid.NewGuid():N}");
        return own;
    }

    public static void DeleteLocks(LocalSandboxOptions own)
    {
        try
        {
            Directory.Delete(own.LockFolder!, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Never made, or still in use by another backend on the same sandboxes; an empty folder harms nobody.
        }
    }
}
