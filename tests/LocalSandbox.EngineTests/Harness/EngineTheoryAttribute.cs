namespace LocalSandbox.EngineTests.Harness;

/// <summary>A test with data against a real engine: skipped with the reason when none answers.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute() => Skip = Engine.SkipReason;
}
