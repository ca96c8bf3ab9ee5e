using System.Diagnostics;
using LocalSandbox.Benchmarks.Contenders;
using LocalSandbox.Benchmarks.Measuring;
using LocalSandbox.Processes;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>
/// Where the time of a create goes: what a process costs to start, with CliWrap and without, what the command line costs before it asks the
/// engine anything, and how long a create takes until the container runs, whoever asks for it.
/// </summary>
internal static class ProfileWork
{
    public const string Runner = "CliWrap, as the library uses it";
    public const string PlainProcess = "System.Diagnostics.Process";

    public static async Task RunAsync(Session session, CancellationToken cancellationToken)
    {
        Console.WriteLine("where the time of a create goes");
        var runner = new CliWrapProcessRunner(TimeProvider.System);
        var workload = Workload.ListeningAfter(0, session.Image);
        using var backend = session.Library.NewBackend(session.Image, readyTimeout: TimeSpan.Zero);
        for (var round = 0; round < session.Options.Rounds * 2; round++)
        {
            await AddAsync(Works.EmptyProcess, Runner, () => runner.RunAsync(new ProcessCommand("true", []), cancellationToken));
            await AddAsync(Works.EmptyProcess, PlainProcess, () => StartAndEndAsync("true", cancellationToken));
            await AddAsync(Works.EmptyCommand, session.BareCli.Name, () => DockerCommand.RunAsync(["--version"], cancellationToken));
        }

        for (var round = 0; round < session.Options.Rounds; round++)
        {
            await StartAsync(session.Library.Name, async () =>
            {
                var id = session.NextId();
                var created = await backend.CreateAsync(new SandboxRequest(id) { Environment = workload.Variables }, cancellationToken);
                return new Sandbox(id, created.ContainerName!, created.ContainerId!, created.Url!);
            });
            await StartAsync(session.BareCli.Name, () => session.BareCli.StartAsync(session.NextId(), workload, cancellationToken));
            await StartAsync(session.DockerDotNet.Name, () => session.DockerDotNet.StartAsync(session.NextId(), workload, cancellationToken));
        }

        async Task StartAsync(string contender, Func<Task<Sandbox>> start)
        {
            var sandbox = default(Sandbox);
            await AddAsync(Works.Started, contender, async () => sandbox = await start());
            await Leftovers.RemoveAsync([sandbox!.ContainerId]);
        }

        async Task AddAsync(string work, string contender, Func<Task> operation) =>
            session.Measurements.Of(work, contender).Add(await Meter.MeasureAsync(operation));
    }

    private static async Task StartAndEndAsync(string program, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        await Task.WhenAll(output, error);
    }
}
