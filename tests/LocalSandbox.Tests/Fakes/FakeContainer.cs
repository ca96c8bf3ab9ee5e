namespace LocalSandbox.Tests.Fakes;

/// <summary>A container of the <see cref="FakeEngine"/>.</summary>
internal sealed class FakeContainer(string id, string name)
{
    // Continues in line, so that whoever waits has seen the end before the clock moves on.
    private readonly TaskCompletionSource _ended = new();

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string State { get; set; } = "running";

    public string? Created { get; set; } = "2026-11-23T07:03:06.011720913Z";

    public Dictionary<string, string> Labels { get; init; } = [];

    public string HostIp { get; set; } = "127.0.0.1";

    public int? HostPort { get; set; }

    public int ContainerPort { get; set; } = 8080;

    public int ExitCode { get; set; }

    public bool IsOutOfMemory { get; set; }

    public string Log { get; set; } = "";

    public Task Ended => _ended.Task;

    /// <summary>Ends the container's process.</summary>
    public void Exit(int exitCode = 0, bool outOfMemory = false, string log = "")
    {
        (State, ExitCode, IsOutOfMemory, Log) = ("exited", exitCode, outOfMemory, log);
        _ended.TrySetResult();
    }

    /// <summary>Tells whoever waits that the container is gone.</summary>
    public void Vanish() => _ended.TrySetResult();
}
