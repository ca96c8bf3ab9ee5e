using System.Collections.Concurrent;
using System.Diagnostics;
using LocalSandbox.Telemetry;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Keeps the spans of this process, those of tests that run at the same time included.</summary>
internal sealed class SpanLog : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public SpanLog()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> All => [.. _spans];

    public void Dispose() => _listener.Dispose();
}
