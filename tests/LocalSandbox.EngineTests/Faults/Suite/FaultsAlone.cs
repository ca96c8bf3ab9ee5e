namespace LocalSandbox.EngineTests.Faults.Suite;

/// <summary>The faults run one after the other, when no other test runs: times and the engine's load are theirs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultsAlone : ICollectionFixture<FaultSuite>
{
    public const string Name = "Faults";
}
