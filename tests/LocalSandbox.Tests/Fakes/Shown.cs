using System.Collections;
using System.Diagnostics;
using LocalSandbox.Processes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Testing;

namespace LocalSandbox.Tests.Fakes;

/// <summary>Every text by which something can tell others what it holds.</summary>
internal static class Shown
{
    public static IEnumerable<string?> By(FakeLogRecord record) =>
        [record.Message, .. record.StructuredState!.Select(pair => pair.Value), .. record.Exception is { } exception ? By(exception) : []];

    /// <summary>The causes included: whoever logs an exception logs them, too.</summary>
    public static IEnumerable<string?> By(Exception exception) =>
    [
        exception.ToString(),
        exception.Message,
        .. exception.Data.Cast<DictionaryEntry>().Select(entry => $"{entry.Key} {entry.Value}"),
        .. exception is SandboxException failure ? new[] { failure.Output, failure.Hint } : [],
        .. exception.InnerException is { } cause ? By(cause) : [],
    ];

    public static IEnumerable<string?> By(Activity span) =>
    [
        span.DisplayName,
        span.StatusDescription,
        .. span.TagObjects.Select(tag => $"{tag.Key} {tag.Value}"),
        .. span.Baggage.Select(item => $"{item.Key} {item.Value}"),
        .. span.Events.SelectMany(one => one.Tags.Select(tag => $"{tag.Key} {tag.Value}")),
    ];

    public static IEnumerable<string?> By(ProcessCommand command) => [.. command.Arguments, command.ToString()];

    public static IEnumerable<string?> By(HealthCheckResult health) =>
        [health.Description, .. health.Data.Values.Select(value => value.ToString()), .. health.Exception is { } exception ? By(exception) : []];
}
