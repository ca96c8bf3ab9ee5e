// Uses the packages in a host, trimmed or compiled to native code, and ends with an exit code other than 0 when something is not as promised.
using System.Globalization;
using System.Net;
using System.Text.Json;
using LocalSandbox;
using LocalSandbox.PackageConsumer;
using LocalSandbox.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

var builder = Host.CreateApplicationBuilder(
[
    "--Logging:LogLevel:Default=Warning",
    "--LocalSandbox:ContainerPrefix=consumer",
    "--LocalSandbox:Isolation=Strict",
    "--LocalSandbox:ReadyTimeout=00:00:07",
    "--LocalSandbox:Environment:MODE=test",
    "--LocalSandbox:Mounts:0:HostPath=/data",
    "--LocalSandbox:Mounts:0:ContainerPath=/mnt/data",
    "--LocalSandbox:Mounts:0:ReadOnly=true",
]);
builder.Services.AddLocalSandboxes(builder.Configuration.GetSection("LocalSandbox"));
builder.Services.AddInMemorySandboxes();
using var host = builder.Build();
await host.StartAsync();

var options = host.Services.GetRequiredService<IOptions<LocalSandboxOptions>>().Value;
Check.That("options are bound from configuration",
    options is { ContainerPrefix: "consumer", Isolation: SandboxIsolation.Strict, ReadyTimeout.Seconds: 7 }
    && options.Environment["MODE"] == "test"
    && options.Mounts is [{ HostPath: "/data", ContainerPath: "/mnt/data", ReadOnly: true }]);

var memory = host.Services.GetRequiredService<InMemorySandboxBackend>();
memory.Behavior = new SandboxBehavior { Respond = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Accepted)) };
var sandboxes = host.Services.GetRequiredService<ISandboxBackend>();
var sandbox = await sandboxes.GetOrCreateAsync(new SandboxRequest(SandboxIds.ForThread("conversation")) { ThreadId = "conversation" });
using var http = new HttpClient();
Check.That("a sandbox answers over HTTP", (await http.GetAsync(new Uri(sandbox.Url!, "call"))).StatusCode is HttpStatusCode.Accepted);
Check.That("a sandbox survives JSON", JsonSerializer.Deserialize(
    JsonSerializer.Serialize(sandbox, ConsumerJson.Default.SandboxInfo), ConsumerJson.Default.SandboxInfo) == sandbox);
Check.That("it is listed", (await sandboxes.ListRunningAsync()) is [var listed] && listed.ContainerId == sandbox.ContainerId);
Check.That("the engine is diagnosed", (await host.Services.GetRequiredService<SandboxDiagnostics>().RunAsync()).CanUseSandboxes);

memory.Kill(sandbox.SandboxId);
Check.That("a dead sandbox is seen to be dead", !await sandboxes.IsAliveAsync(sandbox));
Check.That("another one takes its place", (await sandboxes.GetOrCreateAsync(new SandboxRequest(sandbox.SandboxId))).ContainerId != sandbox.ContainerId);
await sandboxes.DestroyAsync(new SandboxInfo(sandbox.SandboxId));
Check.That("nothing is left", await sandboxes.ListRunningAsync() is []);

// Real processes: one that does not exist, and one that is no container engine.
Check.That("a missing runtime is named", await Check.FailureAsync(path: "/nowhere/docker") is { Code: SandboxErrorCode.RuntimeNotInstalled, Hint: not null });
Check.That("one that is none is asked and refused", await Check.FailureAsync(path: "/bin/ls") is { Code: SandboxErrorCode.Unsupported });

await host.StopAsync();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Check.Failed} of {Check.Made} checks failed"));
return Check.Failed == 0 && Check.Made == 10 ? 0 : 1;
