using LocalSandbox.EngineTests.Conformance.Runtimes;
using LocalSandbox.EngineTests.Harness;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.EngineTests.Conformance;

/// <summary>What every runtime must do, asked of each that is there.</summary>
public abstract class ConformanceTest : SandboxTest
{
    private ConformanceRuntime? _runtime;

    public static TheoryData<string> AllRuntimes => ConformanceRuntimes.Names;

    private protected ConformanceRuntime Runtime => _runtime ?? throw new InvalidOperationException("Call Use first.");

    private protected IReadOnlyList<string> Warnings =>
        [.. Log.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message)];

    public override async Task DisposeAsync()
    {
        if (_runtime is not null)
        {
            await _runtime.CleanUpAsync(Prefix);
        }

        await base.DisposeAsync();
    }

    private protected void Use(string runtime) => _runtime = Keep(ConformanceRuntimes.Open(runtime));

    private protected override LocalSandboxOptions NewOptions(Action<LocalSandboxOptions>? change = null) => base.NewOptions(options =>
    {
        options.Runtime = Runtime.Kind;
        options.RuntimePath = Runtime.Executable;
        options.LockFolder = Runtime.LockFolder;
        change?.Invoke(options);
    });

    private protected async Task ShouldHaveLeftNothingAsync()
    {
        (await Runtime.ContainersAsync(Prefix)).Should().BeEmpty("nothing of the sandbox may be left in any state");
        Enumerable.Range(BasePort, PortBlock.Size).Where(port => !PortBlock.IsFree(port)).Should().BeEmpty("no port may be held");
    }

    private protected async Task ShouldRunAloneAsync(string sandboxId) =>
        (await Runtime.ContainersAsync(Prefix)).Should().Equal(new Dictionary<string, string> { [$"{Prefix}-{sandboxId}"] = "running" });
}
