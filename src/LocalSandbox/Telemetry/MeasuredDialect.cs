using LocalSandbox.Runtimes;

namespace LocalSandbox.Telemetry;

/// <summary>Reports what takes a runtime long as a phase of the operation it is done for; the short looks in between are not worth a span.</summary>
internal sealed class MeasuredDialect(IRuntimeDialect dialect, SandboxTelemetry telemetry) : IRuntimeDialect
{
    public ContainerRuntimeKind Kind => dialect.Kind;

    public string ReportedName => dialect.ReportedName;

    public string? UnreachableHint => dialect.UnreachableHint;

    public Task<string> RunAsync(ContainerSpec spec, CancellationToken cancellationToken) =>
        telemetry.PhaseAsync("run", () => dialect.RunAsync(spec, cancellationToken));

    public Task PullAsync(string image, CancellationToken cancellationToken) =>
        telemetry.PhaseAsync("pull", () => dialect.PullAsync(image, cancellationToken));

    public Task StopAsync(string id, TimeSpan gracePeriod, CancellationToken cancellationToken) =>
        telemetry.PhaseAsync("stop", () => dialect.StopAsync(id, gracePeriod, cancellationToken));

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        telemetry.PhaseAsync("remove", () => dialect.RemoveAsync(id, cancellationToken));

    public Task<ContainerFacts?> InspectAsync(string nameOrId, CancellationToken cancellationToken) =>
        dialect.InspectAsync(nameOrId, cancellationToken);

    public Task<IReadOnlyList<ContainerFacts>> ListAsync(string label, string value, CancellationToken cancellationToken) =>
        dialect.ListAsync(label, value, cancellationToken);

    public Task WaitForExitAsync(string id, TimeSpan timeLimit, CancellationToken cancellationToken) =>
        dialect.WaitForExitAsync(id, timeLimit, cancellationToken);

    public Task<string> ReadLogTailAsync(string id, int lines, IEnumerable<string> secrets, CancellationToken cancellationToken) =>
        dialect.ReadLogTailAsync(id, lines, secrets, cancellationToken);

    public Task<EngineFacts> DescribeEngineAsync(CancellationToken cancellationToken) => dialect.DescribeEngineAsync(cancellationToken);

    public Task<ImageFacts?> FindImageAsync(string image, CancellationToken cancellationToken) => dialect.FindImageAsync(image, cancellationToken);
}
