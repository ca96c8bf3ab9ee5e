using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LocalSandbox.Tests.Diagnostics;

public sealed class SandboxHealthCheckTests : IDisposable
{
    private readonly BackendFixture _fixture = new();
    private readonly TemporaryFolder _storage = new();

    public SandboxHealthCheckTests() => _fixture.Engine.StorageFolder = _storage.Path;

    [Fact]
    public async Task CheckHealthAsync_EverythingWell_IsHealthyWithALineForEachCheck()
    {
        var result = await CheckAsync();

        result.Status.Should().Be(HealthStatus.Healthy);
        result.Data.Keys.Should().Contain(["runtime", "engine", "sandboxes"]);
    }

    [Fact]
    public async Task CheckHealthAsync_Warning_IsDegradedAndSaysWhy()
    {
        _fixture.Engine.HasImage = false;

        var result = await CheckAsync();

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("sandbox:test").And.Contain("Pull it");
    }

    [Theory]
    [InlineData(HealthStatus.Unhealthy)]
    [InlineData(HealthStatus.Degraded)]
    public async Task CheckHealthAsync_Failure_IsWhatTheHostRegistered(HealthStatus registered)
    {
        _fixture.Engine.IsDown = true;

        (await CheckAsync(registered)).Status.Should().Be(registered);
    }

    [Fact]
    public async Task AddLocalSandboxes_WithHealthChecks_HasWhatTheyNeed()
    {
        var services = new ServiceCollection();
        services.AddLocalSandboxes(options => options.RuntimePath = "/no/such/docker");

        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<SandboxHealthCheck>().Should().NotBeNull();
        provider.GetRequiredService<SandboxDiagnostics>().Should().NotBeNull();
    }

    public void Dispose()
    {
        _fixture.Dispose();
        _storage.Dispose();
    }

    private Task<HealthCheckResult> CheckAsync(HealthStatus failureStatus = HealthStatus.Unhealthy) =>
        HealthChecks.CheckAsync(_fixture.Backend, failureStatus).AtOnceAsync();
}
