using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>The detected runtime, and what works on sandboxes through it.</summary>
internal sealed record LocalRuntime(
    IRuntimeDialect Dialect,
    ReadinessWatch Readiness,
    SandboxRemoval Removal,
    AttemptCleanup Cleanup,
    SandboxAdoption Adoption);
