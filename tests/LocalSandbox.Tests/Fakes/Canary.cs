namespace LocalSandbox.Tests.Fakes;

/// <summary>A random value to hand to a sandbox, and to look for wherever it must not be.</summary>
internal sealed class Canary
{
    public string Value { get; } = $"canary-{Guid.NewGuid():N}";

    public override string ToString() => Value;

    public void ShouldNotBeIn(IEnumerable<string?> texts) =>
        texts.OfType<string>().Where(text => text.Contains(Value, StringComparison.Ordinal)).Should().BeEmpty();
}
