namespace LocalSandbox.Leases;

/// <summary>
/// Tells the processes of this machine which sandboxes are in use: one file per container name, locked by the operating system. Whoever uses
/// or starts a sandbox shares its lock; whoever removes it without having been asked to takes it alone. Such a lock needs no heartbeat
/// and no clock, and a file without a lock says nothing.
/// </summary>
/// <remarks>
/// A file may only be deleted while nobody is between opening and locking it: both happen behind a gate, a lock of its own that openers share.
/// </remarks>
internal sealed class LeaseFolder(string path, TimeProvider timeProvider)
{
    /// <summary>Our own: files of it are deleted, and a folder that was named by mistake may hold the ".lock" files of other programs.</summary>
    private const string Extension = ".sandbox-lock";
    private const string Gate = "gate";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private const UnixFileMode OthersMay =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly TimeSpan LongestGate = TimeSpan.FromMilliseconds(200);

    private volatile bool _locksWork;

    public string Path { get; } = path;

    /// <summary>Shares the lock of a name; waits while somebody has it alone, which is as long as removing a container takes.</summary>
    /// <exception cref="SandboxException">The folder cannot be used, or the lock was not to be had within the time limit.</exception>
    public async Task<SandboxLease> ShareAsync(string name, TimeSpan timeLimit, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        while (true)
        {
            if (TryOpen(name, alone: false) is { } lease)
            {
                return lease;
            }

            if (timeProvider.GetElapsedTime(started) >= timeLimit)
            {
                throw new SandboxException(
                    SandboxErrorCode.TimedOut, $"Container '{name}' was still being removed by another process after {timeLimit.InSeconds()}.")
                {
                    Hint = "Try again; if it stays so, a process hangs that holds the lock "
                        + $"'{System.IO.Path.Combine(Path, name + Extension)}'.",
                };
            }

            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock of a name for this caller alone; null when anybody, this process included, has it.</summary>
    public SandboxLease? TryTakeAlone(string name) => TryOpen(name, alone: true);

    /// <summary>Deletes the files that nobody has locked.</summary>
    public void RemoveUnused()
    {
        EnsureFolder();
        EnsureLocksWork();
        foreach (var file in LockedFile.Guard(Path, () => Directory.GetFiles(Path, "*" + Extension)))
        {
            RemoveIfUnused(file);
        }
    }

    private SandboxLease? TryOpen(string name, bool alone)
    {
        EnsureFolder();
        EnsureLocksWork();
        var file = System.IO.Path.Combine(Path, name + Extension);
        using var gate = EnterGate(alone: false);
        return gate is not null && LockedFile.TryOpen(file, alone) is { } locked
            ? new SandboxLease(locked, () => RemoveIfUnused(file))
            : null;
    }

    /// <summary>
    /// Waits for the gate, which is held for microseconds: nobody is to mistake it for a lock that is held, and of several who leave at once
    /// the last must not give up and leave the file.
    /// </summary>
    private FileStream? EnterGate(bool alone)
    {
        FileStream? gate = null;
        SpinWait.SpinUntil(() => (gate = LockedFile.TryOpen(System.IO.Path.Combine(Path, Gate), alone)) is not null, LongestGate);
        return gate;
    }

    private void RemoveIfUnused(string file)
    {
        try
        {
            using var gate = EnterGate(alone: true);
            if (gate is null)
            {
                return;
            }

            using var unused = LockedFile.TryOpen(file, alone: true);
            if (unused is not null)
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is SandboxException or IOException or UnauthorizedAccessException)
        {
            // The folder has been taken away, or on Windows a virus scanner has the file open; one that stays is no obstacle to anybody, and
            // the end of a lease is no place to fail.
        }
    }

    /// <summary>Nobody else is to hold up this user's sandboxes: in a world-writable place another user may have made the folder first.</summary>
    private void EnsureFolder() => LockedFile.Guard(Path, () =>
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else
        {
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if ((File.GetUnixFileMode(Path) & OthersMay) != 0)
            {
                throw new IOException("other users may use the folder, its mode must be 0700");
            }
        }

        return Path;
    });

    /// <summary>Some file systems, and a setting of .NET, accept locks and ignore them; every sandbox would then look unused.</summary>
    private void EnsureLocksWork()
    {
        if (!_locksWork)
        {
            _locksWork = LockedFile.Guard(Path, () => DoLocksWork() ? true : throw new IOException("the file system ignores locks"));
        }
    }

    /// <summary>Behind the gate: another process that removes unused files would otherwise lock this one between its opening and its lock.</summary>
    private bool DoLocksWork()
    {
        using var gate = EnterGate(alone: false);
        if (gate is null)
        {
            // Somebody has it alone and keeps others out.
            return true;
        }

        var file = System.IO.Path.Combine(Path, $"check-{Guid.NewGuid():N}{Extension}");
        using var one = LockedFile.TryOpen(file, alone: true);
        using var two = LockedFile.TryOpen(file, alone: false);
        File.Delete(file);
        return one is not null && two is null;
    }
}
