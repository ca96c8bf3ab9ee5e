namespace LocalSandbox.Testing;

/// <summary>How a sandbox in memory behaves.</summary>
public sealed record SandboxBehavior
{
    /// <summary>Gets how long after its start the sandbox begins to answer; before, it answers 503.</summary>
    /// <value>Zero by default; <see cref="Timeout.InfiniteTimeSpan"/> for one that never gets ready.</value>
    public TimeSpan ReadyAfter { get; init; }

    /// <summary>Gets how the sandbox's process ends by itself.</summary>
    /// <value><see langword="null"/> by default: it does not.</value>
    public SandboxExit? Exit { get; init; }

    /// <summary>Gets what the engine says instead of starting the sandbox, such as that there is no such image.</summary>
    /// <value><see langword="null"/> by default: it starts it.</value>
    public Func<SandboxException>? RefuseStart { get; init; }

    /// <summary>Gets what answers requests, but for those to the health path, once the sandbox is ready.</summary>
    /// <value><see langword="null"/> by default: they are answered 404. What it throws is answered 500.</value>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Respond { get; init; }
}
