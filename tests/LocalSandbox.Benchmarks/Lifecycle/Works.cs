using LocalSandbox.Benchmarks.Contenders;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>What the works are called, in tables and goals alike.</summary>
internal static class Works
{
    public const string Discover = "discover";
    public const string IsAlive = "liveness";
    public const string ListOneByOne = "list 50, one inspect each";
    public const string DestroyPolite = "destroy, polite";
    public const string DestroyWithoutHandler = "destroy, no SIGTERM handler";
    public const string DestroyDeaf = "destroy, ignores SIGTERM";
    public const string Burst = "50 creates, 8 at a time";
    public const string FirstUse = "first use of a backend (discover)";
    public const string SecondUse = "second use of a backend (discover)";
    public const string FirstUseCalls = "CLI calls of the first use";
    public const string SecondUseCalls = "CLI calls of the second use";
    public const string IdleCalls = "CLI calls in 3 idle seconds with 50 sandboxes";
    public const string IdleTimers = "timers while idle with 50 sandboxes";
    public const string Parse = "parse inspect of 1,000 containers";

    public const string EmptyProcess = "start and end of an empty process";
    public const string EmptyCommand = "start and end of the command line, engine not asked";
    public const string Started = "create, not waited for";

    public const string StartUp = "QuickStart, process start to first use";

    public static string Create(Workload workload) => $"create to ready, listens after {workload.Name}";

    public static string Seen(Workload workload) => $"first answer to ready, {workload.Name}";

    public static string List(int count) => $"list {count}";
}
