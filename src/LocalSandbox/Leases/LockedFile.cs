namespace LocalSandbox.Leases;

/// <summary>Files as locks. On Unix .NET turns the sharing mode of a file into an advisory lock (flock), on Windows the system enforces it.</summary>
internal static class LockedFile
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMacOS = 35;
    private const int SharingViolationOnWindows = unchecked((int)0x80070020);

    /// <summary>On Windows whoever has a file alone must say that it may be deleted, also by itself; on Unix only "none" takes the lock alone.</summary>
    private static FileShare Alone => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>Opens a file, made when missing, shared with others who share it, or alone; null when that is not possible now.</summary>
    /// <exception cref="SandboxException">The file cannot be used at all.</exception>
    public static FileStream? TryOpen(string path, bool alone) => Guard(path, () =>
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = alone ? FileAccess.ReadWrite : FileAccess.Read,
                Share = alone ? Alone : FileShare.Read | FileShare.Delete,
                BufferSize = 0,
            });
        }
        catch (IOException e) when (e.HResult is WouldBlockOnLinux or WouldBlockOnMacOS or SharingViolationOnWindows)
        {
            return null;
        }
    });

    /// <summary>Turns whatever the file system says into an error that names the option to change.</summary>
    public static T Guard<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxException(SandboxErrorCode.PermissionDenied, $"The lock '{path}' cannot be used: {e.Message}", e)
            {
                Hint = $"Set {nameof(LocalSandboxOptions.LockFolder)} to a folder that this user may write to.",
            };
        }
    }
}
