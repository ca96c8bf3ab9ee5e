using LocalSandbox.Runtimes;

namespace LocalSandbox.Diagnostics;

/// <summary>Whether there is room where the engine keeps images and containers.</summary>
internal static class DiskCheck
{
    public const string Name = "disk";

    private const long Mebibyte = 1024 * 1024;

    /// <summary>An engine whose disk is full fails in every way there is; below this not even a container's files fit.</summary>
    private const long Least = 256 * Mebibyte;

    /// <summary>Less than an image with a browser, and what an agent may write in an hour, take.</summary>
    private const long Comfortable = 4096 * Mebibyte;

    public static SandboxCheck Run(EngineFacts engine, Func<string, long?> freeSpace)
    {
        if (engine.StorageFolder is not { } folder || freeSpace(folder) is not { } free)
        {
            return new SandboxCheck(Name, SandboxCheckStatus.Skipped, "The engine's files are not on a disk of this machine.");
        }

        var message = $"{free / Mebibyte} MiB are free in '{folder}'.";
        const string hint = "Remove images that are not used ('image prune'), or make room there.";
        return free < Least ? new SandboxCheck(Name, SandboxCheckStatus.Failed, message, hint)
            : free < Comfortable ? new SandboxCheck(Name, SandboxCheckStatus.Warning, message, hint)
            : new SandboxCheck(Name, SandboxCheckStatus.Passed, message);
    }

    /// <summary>Gets how many bytes this user may still write into a folder; null when it is not here.</summary>
    public static long? FreeSpace(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
