using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Conformance.Runtimes;

/// <summary>A real engine whose command line is Docker's or Podman's.</summary>
internal sealed class DockerGrammarRuntime(ContainerRuntimeKind kind, string executable) : ConformanceRuntime
{
    private const string BrowserCapabilities = "00000000000000cb";
    private const string NoCapabilities = "0000000000000000";

    public override ContainerRuntimeKind Kind { get; } = kind;

    public override string Executable { get; } = executable;

    public override async Task<IReadOnlyDictionary<string, string>> ContainersAsync(string namePrefix)
    {
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Lines(await RunAsync("ps", "-a", "--filter", $"name={namePrefix}", "--format", "{{.Names}}")))
        {
            // Not asked of `ps`: Podman 4.3 prints there since when, not what.
            var (exitCode, state, error) = await TryRunAsync("container", "inspect", "--format", "{{.State.Status}}", name);
            if (exitCode != 0)
            {
                // Only one that has vanished meanwhile is not there.
                error.Should().ContainEquivalentOf("no such container");
            }
            else if (name.StartsWith(namePrefix, StringComparison.Ordinal))
            {
                states[name] = state.Trim();
            }
        }

        return states;
    }

    public override Task StartForeignAsync(string name, params string[] options) =>
        RunAsync(["run", "-d", "--pull", "never", "--name", name, .. options, Engine.Image]);

    public override Task StopAsync(string name) => RunAsync("stop", "-t", "0", name);

    public override Task RemoveAsync(string name) => TryRunAsync("rm", "-f", "-v", name);

    public override async Task ShouldEnforceAsync(Asked asked, SandboxInfo sandbox, IReadOnlyList<string> warnings)
    {
        var inside = await LookInsideAsync(sandbox.ContainerId!);

        inside.Memory.Should().Be(asked.Memory, "that is the limit of memory");
        inside.Cpus.Should().Be(asked.Cpus, "that is the limit of CPU time");
        inside.Pids.Should().Be(asked.Pids, "that is the limit of processes");
        inside.NoNewPrivileges.Should().Be(asked.Isolation is not SandboxIsolation.Compatible);
        inside.Seccomp.Should().Be(asked.Isolation is SandboxIsolation.Strict ? "2" : "0");
        switch (asked.Isolation)
        {
            case SandboxIsolation.Browser:
                inside.EffectiveCapabilities.Should().Be(BrowserCapabilities);
                break;
            case SandboxIsolation.Strict:
                inside.EffectiveCapabilities.Should().Be(NoCapabilities);
                break;
            default:
                // The engine's own choice: more than the browser's, less than all.
                inside.EffectiveCapabilities.Should().NotBe(BrowserCapabilities).And.NotBe(NoCapabilities).And.NotMatchRegex("^0*1f+$");
                break;
        }
    }

    /// <summary>Reads what the sandbox's own process has copied of its status, and the control groups that it sees.</summary>
    private async Task<InsideView> LookInsideAsync(string container)
    {
        var status = await RunAsync("exec", container, "/bin/busybox", "cat", "/www/status");
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in InsideView.Files)
        {
            if (await TryRunAsync("exec", container, "/bin/busybox", "cat", $"/sys/fs/cgroup/{file}") is (0, var text, _))
            {
                groups[file] = text.Trim();
            }
        }

        return new InsideView(status, groups);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
