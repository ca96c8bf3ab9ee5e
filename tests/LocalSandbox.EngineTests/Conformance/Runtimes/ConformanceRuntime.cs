using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Conformance.Runtimes;

/// <summary>A runtime under test: how the library reaches it, and how a test looks at it without any code of the library.</summary>
internal abstract class ConformanceRuntime : IDisposable
{
    public abstract ContainerRuntimeKind Kind { get; }

    /// <summary>Gets the command line, for the library and for the test alike.</summary>
    public abstract string Executable { get; }

    /// <summary>Gets where locks are kept, where that is not the usual place.</summary>
    public virtual string? LockFolder => null;

    /// <summary>Gets a value indicating whether it tells with which code a process has ended.</summary>
    public virtual bool TellsExitCodes => true;

    /// <summary>Gets a value indicating whether it can choose a port itself.</summary>
    public virtual bool ChoosesPorts => true;

    public virtual bool MountsSingleFiles => true;

    /// <summary>Gets a value indicating whether it tells when a container was made.</summary>
    public virtual bool TellsCreationDates => true;

    /// <summary>Gets every container whose name begins so, whoever made it, and its state.</summary>
    public abstract Task<IReadOnlyDictionary<string, string>> ContainersAsync(string namePrefix);

    /// <summary>Starts a container that is none of the library's.</summary>
    public abstract Task StartForeignAsync(string name, params string[] options);

    public abstract Task StopAsync(string name);

    public abstract Task RemoveAsync(string name);

    /// <summary>Compares what is enforced on a sandbox with what was asked; what cannot be enforced must have been warned of.</summary>
    public abstract Task ShouldEnforceAsync(Asked asked, SandboxInfo sandbox, IReadOnlyList<string> warnings);

    /// <summary>Removes every container whose name begins so.</summary>
    public async Task CleanUpAsync(string namePrefix)
    {
        foreach (var name in (await ContainersAsync(namePrefix)).Keys)
        {
            await RemoveAsync(name);
        }
    }

    public virtual void Dispose()
    {
    }

    protected Task<string> RunAsync(params string[] arguments) => CommandLine.RunAsync(Executable, arguments);

    protected Task<(int ExitCode, string Output, string Error)> TryRunAsync(params string[] arguments) => CommandLine.TryRunAsync(Executable, arguments);
}
