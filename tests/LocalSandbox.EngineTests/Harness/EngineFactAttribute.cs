namespace LocalSandbox.EngineTests.Harness;

/// <summary>A test against a real engine: skipped with the reason when none answers.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute() => Skip = Engine.SkipReason;

    /// <summary>Gets or sets what else the test needs; it is skipped where that is missing, required engine or not.</summary>
    public Needs Needs
    {
        get;
        set
        {
            field = value;
            Skip ??= MachineNeeds.Missing(value);
        }
    }
}
