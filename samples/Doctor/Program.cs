using LocalSandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Says what keeps sandboxes from working on this machine: dotnet run --project samples/Doctor [--LocalSandbox:Image=… --LocalSandbox:Runtime=…]
var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddLocalSandboxes(builder.Configuration.GetSection("LocalSandbox"));
using var host = builder.Build();

var diagnosis = await host.Services.GetRequiredService<SandboxDiagnostics>().RunAsync();
Console.WriteLine(diagnosis);
return diagnosis.CanUseSandboxes ? 0 : 1;
