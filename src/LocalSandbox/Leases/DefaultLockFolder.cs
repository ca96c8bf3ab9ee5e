namespace LocalSandbox.Leases;

/// <summary>Where locks are kept when nobody says.</summary>
internal static class DefaultLockFolder
{
    private const string SystemRuntimeFolder = "/run";

    /// <summary>
    /// The folder of a user's running programs where there is one, because it is private; for root the system's, which only root may write to.
    /// </summary>
    public static string ForThisProcess()
    {
        var user = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return Choose(
            !string.IsNullOrEmpty(user) ? user
            : Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() && Directory.Exists(SystemRuntimeFolder) ? SystemRuntimeFolder
            : null,
            Path.GetTempPath(),
            Environment.UserName);
    }

    public static string Choose(string? runtimeFolder, string temporaryFolder, string user) =>
        runtimeFolder is not null && Path.IsPathFullyQualified(runtimeFolder)
            ? Path.Combine(runtimeFolder, "localsandbox")
            : Path.Combine(temporaryFolder, $"localsandbox-{user}");
}
