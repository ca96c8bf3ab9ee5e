namespace LocalSandbox.EngineTests.Harness;

/// <summary>Tests that measure: they run after all others and one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Undisturbed
{
    public const string Name = "undisturbed";
}
