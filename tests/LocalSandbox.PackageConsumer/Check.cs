namespace LocalSandbox.PackageConsumer;

/// <summary>What the consumer has seen to be as promised, and what not.</summary>
internal static class Check
{
    public static int Made { get; private set; }

    public static int Failed { get; private set; }

    public static void That(string what, bool holds)
    {
        Made++;
        Failed += holds ? 0 : 1;
        Console.WriteLine($"{(holds ? "ok    " : "FAILED")} {what}");
    }

    /// <summary>Lists the sandboxes of another runtime, through a real process, and returns why that failed.</summary>
    public static async Task<SandboxException?> FailureAsync(string path)
    {
        using var backend = new LocalContainerBackend(new LocalSandboxOptions { Runtime = ContainerRuntimeKind.Docker, RuntimePath = path });
        try
        {
            await backend.ListRunningAsync();
            return null;
        }
        catch (SandboxException e)
        {
            Console.WriteLine($"       {e.Code}: {e.Message}");
            return e;
        }
    }
}
