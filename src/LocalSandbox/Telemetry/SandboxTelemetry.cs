using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LocalSandbox.Telemetry;

/// <summary>
/// Measures the operations of one backend and their phases. Attributes are low in cardinality and say nothing of a sandbox: no id, no name, no
/// value of a variable, no message of an error.
/// </summary>
internal sealed class SandboxTelemetry(TimeProvider timeProvider)
{
    public const string OperationKey = "localsandbox.operation";

    // OpenTelemetry's semantic conventions for containers and for errors.
    public const string RuntimeKey = "container.runtime.name";
    public const string ErrorKey = "error.type";

    private const string Canceled = "Canceled";
    private const string Other = "_OTHER";

    private string? _runtime;

    /// <summary>Names the runtime in everything that is reported from now on.</summary>
    public void Detected(string runtime) => _runtime = runtime;

    /// <summary>Runs what a caller asked for, as a span of its own, and counts its outcome.</summary>
    public Task<T> OperationAsync<T>(string operation, Func<Task<T>> run, Histogram<double>? duration = null) =>
        MeasureAsync(operation, run, duration, isOperation: true);

    public Task OperationAsync(string operation, Func<Task> run, Histogram<double>? duration = null) =>
        OperationAsync(operation, WithoutResult(run), duration);

    /// <summary>Runs one step of an operation, as a span within the operation's.</summary>
    public Task<T> PhaseAsync<T>(string phase, Func<Task<T>> run, Histogram<double>? duration = null) =>
        MeasureAsync(phase, run, duration, isOperation: false);

    public Task PhaseAsync(string phase, Func<Task> run) => PhaseAsync(phase, WithoutResult(run));

    /// <summary>Waits for a sandbox to answer.</summary>
    public Task<bool> ReadyAsync(Func<Task<bool>> wait) => PhaseAsync("ready", wait, Instruments.ReadyDuration);

    private async Task<T> MeasureAsync<T>(string name, Func<Task<T>> run, Histogram<double>? duration, bool isOperation)
    {
        using var activity = Instruments.Source.StartActivity($"sandbox.{name}");
        var started = timeProvider.GetTimestamp();
        string? error = null;
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = ErrorType(e);
            throw;
        }
        finally
        {
            var tags = Tags(error);
            duration?.Record(timeProvider.GetElapsedTime(started).TotalSeconds, tags);
            if (isOperation)
            {
                tags.Add(OperationKey, name);
                Instruments.Operations.Add(1, tags);
            }

            End(activity, tags, error);
        }
    }

    private static Func<Task<bool>> WithoutResult(Func<Task> run) => async () =>
    {
        await run().ConfigureAwait(false);
        return true;
    };

    private static string ErrorType(Exception e) => e switch
    {
        SandboxException failure => failure.Code.ToString(),
        OperationCanceledException => Canceled,
        _ => Other,
    };

    private TagList Tags(string? error)
    {
        var tags = default(TagList);
        if (_runtime is { } runtime)
        {
            tags.Add(RuntimeKey, runtime);
        }

        if (error is not null)
        {
            tags.Add(ErrorKey, error);
        }

        return tags;
    }

    private static void End(Activity? activity, in TagList tags, string? error)
    {
        if (activity is null)
        {
            return;
        }

        foreach (var (key, value) in tags)
        {
            activity.SetTag(key, value);
        }

        if (error is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
