using System.Globalization;
using System.Runtime.InteropServices;
using LocalSandbox.Benchmarks.Lifecycle;
using LocalSandbox.Benchmarks.Pure;

CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource();

// The process goes on until what it made is removed from the engine.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    return args switch
    {
        ["lifecycle", .. var options] => await LifecycleRun.RunAsync(LifecycleOptions.Parse(options), stop.Token),
        ["pure", .. var options] => PureRun.Run(options),
        _ => Explain($"{LifecycleOptions.Usage}\n\n{PureRun.Usage}", 2),
    };
}
catch (FormatException e)
{
    return Explain($"{e.Message}\n\n{LifecycleOptions.Usage}", 2);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return Explain("Stopped; everything that this run made is removed.", 130);
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

static int Explain(string problem, int exitCode)
{
    Console.Error.WriteLine(problem);
    return exitCode;
}
