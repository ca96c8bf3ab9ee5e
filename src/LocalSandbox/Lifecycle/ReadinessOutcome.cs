using LocalSandbox.Runtimes;

namespace LocalSandbox.Lifecycle;

/// <summary>How waiting for a sandbox ended.</summary>
internal abstract record ReadinessOutcome
{
    private ReadinessOutcome()
    {
    }

    public sealed record Ready : ReadinessOutcome;

    /// <summary>It ran to the deadline without answering 200.</summary>
    /// <param name="LastAnswer">What it answered last.</param>
    public sealed record NotReady(string LastAnswer) : ReadinessOutcome;

    /// <summary>Its process ended.</summary>
    /// <param name="Facts">What is left of the container; null when it is gone.</param>
    public sealed record Ended(ContainerFacts? Facts) : ReadinessOutcome;
}
