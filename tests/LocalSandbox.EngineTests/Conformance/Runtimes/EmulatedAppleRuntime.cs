using System.Globalization;
using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests.Conformance.Runtimes;

/// <summary>A version of Apple's command line, played by the emulator: no Mac is asked.</summary>
internal sealed class EmulatedAppleRuntime(string version) : ConformanceRuntime
{
    private readonly AppleEmulator _emulator = new(version);

    public override ContainerRuntimeKind Kind => ContainerRuntimeKind.AppleContainer;

    public override string Executable => _emulator.Executable;

    public override string? LockFolder => _emulator.LockFolder;

    public override bool TellsExitCodes => false;

    public override bool ChoosesPorts => false;

    public override bool MountsSingleFiles => version is not "0.6.0";

    public override bool TellsCreationDates => version is not "0.6.0";

    private bool HasCapabilities => version is not ("0.6.0" or "0.9.0");

    public override async Task<IReadOnlyDictionary<string, string>> ContainersAsync(string namePrefix) =>
        (await _emulator.StatesAsync()).Where(container => container.Key.StartsWith(namePrefix, StringComparison.Ordinal)).ToDictionary();

    public override Task StartForeignAsync(string name, params string[] options) => RunAsync(["run", "-d", "--name", name, .. options, Engine.Image]);

    public override Task StopAsync(string name) => RunAsync("stop", "-t", "1", name);

    public override Task RemoveAsync(string name) => TryRunAsync("delete", "--force", name);

    /// <summary>Nothing is confined by the emulator: what arrived is compared, and that the rest was warned of.</summary>
    public override async Task ShouldEnforceAsync(Asked asked, SandboxInfo sandbox, IReadOnlyList<string> warnings)
    {
        var arrived = (await RunAsync("inspect", sandbox.ContainerName!)).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal);
        ShouldArriveOrBeWarnedOf(asked.Memory is { } memory ? $"\"memoryInBytes\":{memory}" : null, "Memory");
        ShouldArriveOrBeWarnedOf(asked.Cpus is { } cpus && cpus == Math.Ceiling(cpus) ? string.Create(CultureInfo.InvariantCulture, $"\"cpus\":{cpus}") : null, "Cpus");
        var isConfined = asked.Isolation is not SandboxIsolation.Compatible;
        if (isConfined && HasCapabilities)
        {
            arrived.Should().Contain("\"capDrop\":[\"ALL\"]");
        }

        IsWarnedOf("Isolation (capabilities)").Should().Be(isConfined && !HasCapabilities);
        IsWarnedOf("Isolation (no new privileges)").Should().Be(isConfined);
        IsWarnedOf("Isolation (seccomp)").Should().Be(asked.Isolation is SandboxIsolation.Strict);
        IsWarnedOf("PidsLimit").Should().Be(asked.Pids is not null);

        void ShouldArriveOrBeWarnedOf(string? expected, string setting)
        {
            IsWarnedOf(setting).Should().Be(expected is null, "{0} is either enforced or warned of", setting);
            if (expected is not null)
            {
                arrived.Should().Contain(expected);
            }
        }

        bool IsWarnedOf(string setting) => warnings.Any(warning => warning.StartsWith(setting + " ", StringComparison.Ordinal));
    }

    public override void Dispose()
    {
        base.Dispose();
        _emulator.Dispose();
    }
}
