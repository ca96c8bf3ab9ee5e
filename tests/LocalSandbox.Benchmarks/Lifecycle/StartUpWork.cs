using System.Diagnostics;
using System.Globalization;
using LocalSandbox.Benchmarks.Measuring;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>
/// How long the quickstart takes until it begins to create its sandbox: from the start of its process to its first line, less the time that
/// line says the create took.
/// </summary>
internal static class StartUpWork
{
    public const string Jit = "QuickStart, JIT";
    public const string Aot = "QuickStart, Native AOT";

    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        Console.WriteLine(Works.StartUp);
        (string Name, string File, string[] Arguments)[] variants =
        [
            .. session.Options.QuickStartJit is { } dll ? [(Jit, "dotnet", [dll])] : Array.Empty<(string, string, string[])>(),
            .. session.Options.QuickStartAot is { } executable ? [(Aot, executable, [])] : Array.Empty<(string, string, string[])>(),
        ];
        for (var round = 0; round < session.Options.Rounds; round++)
        {
            foreach (var (name, file, arguments) in variants)
            {
                try
                {
                    session.Measurements.Of(Works.StartUp, name).Add(await StartAsync(session, file, arguments, cancellationToken));
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    session.Measurements.Of(Works.StartUp, name).Fail(e.Message);
                }
            }
        }
    }

    private static async Task<Sample> StartAsync(Session session, string file, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, [.. arguments, "--brief"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LocalSandbox__Image"] = session.Image;
        start.Environment["LocalSandbox__ContainerPrefix"] = session.Prefix;
        start.Environment["LocalSandbox__BasePort"] = session.Library.NextPort.ToString(CultureInfo.InvariantCulture);
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var first = await process.StandardOutput.ReadLineAsync(cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 && first?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["create", var create, "ms"]
            ? new Sample(elapsed.TotalMilliseconds - double.Parse(create, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"{file}: exit code {process.ExitCode}, '{first}', {await errors}");
    }
}
