using LocalSandbox.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.TestKit;

public sealed class AddInMemorySandboxesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddInMemorySandboxes_BeforeOrAfterTheHostsOwn_IsTheBackend(bool before)
    {
        var clock = new FakeTimeProvider();
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton<IProcessRunner>(new ScriptedProcessRunner());
        _ = before ? services.AddInMemorySandboxes() : services;
        services.AddLocalSandboxes(options => options.ContainerPrefix = "host");
        _ = before ? services : services.AddInMemorySandboxes();
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        var backend = provider.GetRequiredService<ISandboxBackend>();
        var sandbox = await backend.CreateAsync(new SandboxRequest("one"));

        backend.Should().BeSameAs(provider.GetRequiredService<InMemorySandboxBackend>());
        sandbox.ContainerName.Should().Be("host-one");
        sandbox.CreatedAt.Should().Be(clock.GetUtcNow());
    }

    [Fact]
    public async Task AddInMemorySandboxes_SweeperDiagnosticsAndHealth_WorkOnIt()
    {
        var services = new ServiceCollection().AddLogging().AddInMemorySandboxes().AddInMemorySandboxes();
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        var backend = provider.GetRequiredService<InMemorySandboxBackend>();
        await backend.CreateAsync(new SandboxRequest("dead"));
        backend.Kill("dead");
        (await backend.IsAliveAsync(new SandboxInfo("dead"))).Should().BeFalse();

        var sweep = await provider.GetRequiredService<SandboxSweeper>().SweepAsync();
        var diagnosis = await provider.GetRequiredService<SandboxDiagnostics>().RunAsync();
        var health = await provider.GetRequiredService<SandboxHealthCheck>().CheckHealthAsync(new HealthCheckContext());

        sweep.Removed.Select(swept => swept.ContainerName).Should().Equal("local-sandbox-dead");
        diagnosis.CanUseSandboxes.Should().BeTrue(string.Join('\n', diagnosis.Checks));
        health.Status.Should().Be(HealthStatus.Healthy, health.Description);
    }

    [Fact]
    public async Task AddInMemorySandboxes_EngineDown_TheHealthCheckSaysSo()
    {
        await using var provider = new ServiceCollection().AddLogging().AddInMemorySandboxes().BuildServiceProvider();
        provider.GetRequiredService<InMemorySandboxBackend>().IsEngineDown = true;

        (await provider.GetRequiredService<SandboxDiagnostics>().RunAsync()).CanUseSandboxes.Should().BeFalse();
    }

    [Fact]
    public async Task AddInMemorySandboxes_InvalidOptionsOfTheHost_AreRefused()
    {
        await using var provider = new ServiceCollection().AddLogging().AddLocalSandboxes(options => options.PortRange = 0)
            .AddInMemorySandboxes().BuildServiceProvider();

        FluentActions.Invoking(() => provider.GetRequiredService<ISandboxBackend>()).Should().Throw<OptionsValidationException>();
    }
}
