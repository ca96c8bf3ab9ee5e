using LocalSandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickStart;

using var host = BuildHost();
await host.StartAsync();
var sandboxes = host.Services.GetRequiredService<ISandboxBackend>();
using var http = new HttpClient();
var id = SandboxIds.ForThread($"quickstart-{Environment.ProcessId}");

var sandbox = await Step.MeasureAsync("create", () => sandboxes.CreateAsync(new SandboxRequest(id) { ThreadId = "quickstart" }));
try
{
    Console.WriteLine($"    {sandbox.ContainerName} serves at {sandbox.Url}");

    var answer = await Step.MeasureAsync("call", () => http.GetStringAsync(new Uri(sandbox.Url!, "v1/sandbox")));
    Console.WriteLine($"    it answers: {answer.Trim()}");

    // A second host shares nothing with the first but the engine, just as another process would.
    using var otherHost = BuildHost();
    var other = otherHost.Services.GetRequiredService<ISandboxBackend>();
    var found = await Step.MeasureAsync("discover", () => other.DiscoverAsync(id));
    Console.WriteLine(found?.ContainerId == sandbox.ContainerId ? "    another host finds the same container" : "    NOT FOUND by another host");

    foreach (var running in await Step.MeasureAsync("list", () => sandboxes.ListRunningAsync()))
    {
        Console.WriteLine($"    {running.SandboxId} at {running.Url}, {(DateTimeOffset.UtcNow - running.CreatedAt)?.TotalSeconds:0.0} s old");
    }
}
finally
{
    await Step.MeasureAsync("destroy", () => sandboxes.DestroyAsync(sandbox));
}

var options = host.Services.GetRequiredService<IOptions<LocalSandboxOptions>>().Value;
if (!args.Contains("--brief") && options.Runtime is (ContainerRuntimeKind.Auto or ContainerRuntimeKind.Docker))
{
    await Overhead.MeasureAsync(sandboxes, options, http);
}

IHost BuildHost()
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.Services.AddLocalSandboxes(builder.Configuration.GetSection("LocalSandbox"));
    return builder.Build();
}
