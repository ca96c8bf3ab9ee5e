namespace LocalSandbox.Leases;

/// <summary>A claim on a sandbox's name, held through an open file; it ends with its disposal or with the process, however that ends.</summary>
internal sealed class SandboxLease : IDisposable
{
    private readonly Action _removeIfUnused;
    private FileStream? _file;

    internal SandboxLease(FileStream file, Action removeIfUnused)
    {
        _file = file;
        _removeIfUnused = removeIfUnused;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _file, null) is { } file)
        {
            file.Dispose();
            _removeIfUnused();
        }
    }
}
