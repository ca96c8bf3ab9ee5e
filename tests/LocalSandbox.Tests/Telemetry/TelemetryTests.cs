using System.Diagnostics;
using LocalSandbox.Tests.Fakes;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LocalSandbox.Tests.Telemetry;

/// <summary>What a host sees with OpenTelemetry. Alone, because every test of this process reports to the same meter.</summary>
[Collection(nameof(TelemetryAlone))]
public sealed class TelemetryTests : IDisposable
{
    private const string Secret = "canary-5d1f0a";

    private readonly BackendFixture _fixture = new();
    private readonly List<Activity> _spans = [];
    private readonly List<Metric> _metrics = [];
    private readonly TracerProvider _tracing;
    private readonly MeterProvider _metering;

    public TelemetryTests()
    {
        _tracing = Sdk.CreateTracerProviderBuilder().AddSource("LocalSandbox").AddInMemoryExporter(_spans).Build();
        _metering = Sdk.CreateMeterProviderBuilder().AddMeter("LocalSandbox").AddInMemoryExporter(_metrics).Build();
    }

    [Fact]
    public async Task CreateAsync_WhenItWorks_IsASpanWithItsPhases()
    {
        await _fixture.CreateAsync();

        var create = Span("sandbox.create");
        create.Status.Should().Be(ActivityStatusCode.Unset);
        Tags(create).Should().Equal(("container.runtime.name", "docker"), ("localsandbox.operation", "create"));
        _spans.Where(span => span.ParentSpanId == create.SpanId).Select(span => span.DisplayName)
            .Should().Equal("sandbox.detect", "sandbox.run", "sandbox.ready");
    }

    [Fact]
    public async Task DestroyAsync_WhenItWorks_IsASpanWithItsPhases()
    {
        var sandbox = await _fixture.CreateAsync();
        _spans.Clear();

        await _fixture.Clock.RunAsync(_fixture.Backend.DestroyAsync(sandbox));

        var destroy = Span("sandbox.destroy");
        _spans.Where(span => span.ParentSpanId == destroy.SpanId).Select(span => span.DisplayName).Should().Equal("sandbox.stop", "sandbox.remove");
    }

    [Fact]
    public async Task CreateAsync_SandboxThatExits_NamesTheErrorOnTheSpansItBroke()
    {
        Exits();

        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one")), SandboxErrorCode.ExitedEarly);

        foreach (var name in new[] { "sandbox.create", "sandbox.ready" })
        {
            Span(name).Status.Should().Be(ActivityStatusCode.Error);
            Tags(Span(name)).Should().Contain(("error.type", "ExitedEarly"));
        }

        Span("sandbox.run").Status.Should().Be(ActivityStatusCode.Unset);
        Span("sandbox.remove").ParentSpanId.Should().Be(Span("sandbox.create").SpanId, "cleaning up belongs to the create");
    }

    [Fact]
    public async Task CreateAsync_CallerGivesUp_IsCanceled()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await _fixture.IsCanceledAsync(_fixture.Backend.CreateAsync(new SandboxRequest("one"), gone.Token), gone.Token);

        Tags(Span("sandbox.create")).Should().Contain(("error.type", "Canceled"));
    }

    [Fact]
    public async Task Operations_Each_AreCountedByOutcome()
    {
        var sandbox = await _fixture.CreateAsync();
        await _fixture.Clock.RunAsync(_fixture.Backend.IsAliveAsync(sandbox));
        await _fixture.Clock.RunAsync(_fixture.Backend.DiscoverAsync("one"));
        await _fixture.Clock.RunAsync(_fixture.Backend.ListRunningAsync());
        await _fixture.Clock.RunAsync(new SandboxSweeper(_fixture.Backend).SweepAsync());
        await _fixture.Clock.RunAsync(_fixture.Backend.DestroyAsync(sandbox));
        _fixture.Engine.IsDown = true;
        await _fixture.FailsAsync(_fixture.Backend.DiscoverAsync("one"), SandboxErrorCode.RuntimeNotRunning);
        await _fixture.FailsAsync(_fixture.Backend.DiscoverAsync("not valid"), SandboxErrorCode.InvalidRequest);

        Counted().Should().BeEquivalentTo(new Dictionary<string, long>
        {
            ["create"] = 1,
            ["is_alive"] = 1,
            ["discover"] = 1,
            ["list"] = 1,
            ["sweep"] = 1,
            ["destroy"] = 1,
            ["discover RuntimeNotRunning"] = 1,
            ["discover InvalidRequest"] = 1,
        });
    }

    [Fact]
    public async Task Durations_OfCreateReadyAndStop_AreHistogramsInSeconds()
    {
        var sandbox = await _fixture.CreateAsync();
        await _fixture.Clock.RunAsync(_fixture.Backend.DestroyAsync(sandbox));

        foreach (var name in new[] { "localsandbox.create.duration", "localsandbox.ready.duration", "localsandbox.stop.duration" })
        {
            var metric = Metric(name);
            metric.Unit.Should().Be("s");
            metric.MetricType.Should().Be(MetricType.Histogram);
            Points(metric).Single().GetHistogramCount().Should().Be(1, name);
        }
    }

    [Fact]
    public async Task Everything_OfASandbox_StaysOutOfAttributes()
    {
        _fixture.Engine.OnStarted = container => container.Log = $"the secret is {Secret}";
        var request = new SandboxRequest("recognizable")
        {
            ThreadId = "thread-77",
            Environment = new Dictionary<string, string> { ["TOKEN"] = Secret },
        };
        var sandbox = await _fixture.CreateAsync(request);
        await _fixture.Clock.RunAsync(_fixture.Backend.DestroyAsync(sandbox));
        Exits();
        await _fixture.FailsAsync(_fixture.Backend.CreateAsync(request), SandboxErrorCode.ExitedEarly);

        var attributes = _spans.SelectMany(span => Tags(span).Select(tag => tag.Value).Append(span.StatusDescription ?? "").Append(span.DisplayName))
            .Concat(Metrics().SelectMany(Points).SelectMany(TagsOf).Select(tag => tag.Value)).Distinct().ToList();

        attributes.Should().NotBeEmpty();
        attributes.Should().NotContain(value => value.Contains("recognizable") || value.Contains("thread-77") || value.Contains(Secret)
            || value.Contains(sandbox.ContainerId!) || value.Contains("sandbox:test"));
    }

    public void Dispose()
    {
        _tracing.Dispose();
        _metering.Dispose();
        _fixture.Dispose();
    }

    private void Exits()
    {
        _fixture.Engine.OnStarted = container => container.Exit(3);
        _fixture.Health.Always = StubHealthHandler.Throws(() => new HttpRequestException("connection refused"));
    }

    private Activity Span(string name) => _spans.Should().ContainSingle(span => span.DisplayName == name).Which;

    private static IReadOnlyList<(string Key, string Value)> Tags(Activity span) =>
        [.. span.TagObjects.Select(tag => (tag.Key, $"{tag.Value}"))];

    private List<Metric> Metrics()
    {
        _metrics.Clear();
        _metering.ForceFlush();
        return _metrics;
    }

    private Metric Metric(string name) => Metrics().Should().ContainSingle(metric => metric.Name == name).Which;

    private Dictionary<string, long> Counted() => Points(Metric("localsandbox.operations")).ToDictionary(
        point => string.Join(' ', TagsOf(point).Where(tag => tag.Key is "localsandbox.operation" or "error.type")
            .OrderByDescending(tag => tag.Key).Select(tag => tag.Value)),
        point => point.GetSumLong());

    private static List<MetricPoint> Points(Metric metric)
    {
        var points = new List<MetricPoint>();
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            points.Add(point);
        }

        return points;
    }

    private static List<(string Key, string Value)> TagsOf(MetricPoint point)
    {
        var tags = new List<(string, string)>();
        foreach (var tag in point.Tags)
        {
            tags.Add((tag.Key, $"{tag.Value}"));
        }

        return tags;
    }
}
