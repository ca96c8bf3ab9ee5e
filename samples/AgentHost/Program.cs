// A host that gives each conversation a sandbox of its own. It listens on loopback and asks nobody who they are: a real host does.
using AgentHost;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddLocalSandboxes(builder.Configuration.GetSection("LocalSandbox"));
builder.Services.AddHostedService<SweepAtStart>();
builder.Services.AddHealthChecks().AddCheck<LocalSandbox.SandboxHealthCheck>("sandboxes");
builder.Services.AddProblemDetails();
builder.Services.AddExceptionHandler<SandboxProblems>();
builder.Services.AddHttpForwarder();
builder.Services.AddSingleton<SandboxForwarding>();
builder.AddTelemetry();

var app = builder.Build();
app.UseExceptionHandler();
app.MapHealthChecks("/healthz");
app.MapConversations();

// Sandboxes outlive the host: its next start finds them again.
await app.RunAsync();
