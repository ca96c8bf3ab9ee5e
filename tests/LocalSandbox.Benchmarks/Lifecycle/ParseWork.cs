using System.Text;
using System.Text.Json;
using LocalSandbox.Benchmarks.Measuring;
using LocalSandbox.Benchmarks.Pure;
using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>The library's reading of a big answer beside the least that reading JSON takes.</summary>
internal static class ParseWork
{
    private const int Containers = 1000;
    private const string Reference = "JsonDocument.Parse";

    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        Console.WriteLine(Works.Parse);
        var text = InspectAnswer.Of(Containers);
        var bytes = Encoding.UTF8.GetBytes(text);
        var rounds = session.Options.Rounds * 5;

        // The first half only warms up.
        for (var round = -rounds; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var library = await Meter.MeasureAsync(() => Task.FromResult(DockerInspect.Parse(text, DockerStates.Read)));
            var reference = await Meter.MeasureAsync(() =>
            {
                using var document = JsonDocument.Parse(bytes);
                return Task.CompletedTask;
            });
            if (round >= 0)
            {
                session.Measurements.Of(Works.Parse, session.Library.Name).Add(library);
                session.Measurements.Of(Works.Parse, Reference).Add(reference);
            }
        }
    }

    /// <summary>Gets the name of what the library is compared with here.</summary>
    public static string ReferenceName => Reference;
}
