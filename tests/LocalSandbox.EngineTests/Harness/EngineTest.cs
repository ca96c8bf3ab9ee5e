namespace LocalSandbox.EngineTests.Harness;

/// <summary>One test on the Docker engine. Whatever it leaves there is removed at its end.</summary>
public abstract class EngineTest : SandboxTest
{
    public override Task InitializeAsync()
    {
        Engine.ThrowIfMissing();
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        DisposeAll();
        await DockerCli.RemoveAllAsync(DockerCli.PrefixLabel, Prefix);
        await DockerCli.RemoveAllAsync(DockerCli.OwnerLabel, Prefix);
        await base.DisposeAsync();
    }

    /// <summary>Starts a container that carries none of the library's labels.</summary>
    private protected Task<string> StartForeignAsync(params string[] arguments) =>
        DockerCli.RunAsync(["run", "-d", "--pull", "never", "--label", $"{DockerCli.OwnerLabel}={Prefix}", .. arguments, Engine.Image]);

    /// <summary>The names and states of everything that carries the prefix.</summary>
    private protected Task<IReadOnlyList<string>> ContainersAsync() => DockerCli.ListAsync(DockerCli.PrefixLabel, Prefix);

    private protected async Task ShouldHaveLeftNothingAsync() =>
        (await ContainersAsync()).Should().BeEmpty("nothing of the sandbox may be left in any state");
}
