using LocalSandbox;
using LocalSandbox.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts sandboxes in memory into a host under test.</summary>
public static class InMemorySandboxServiceCollectionExtensions
{
    /// <summary>Puts an <see cref="InMemorySandboxBackend"/> in the place of the host's <see cref="ISandboxBackend"/>, before or after <c>AddLocalSandboxes</c>.</summary>
    /// <remarks>
    /// It works with the host's own options, clock and log; the sweeper, the diagnostics and the health check work on it too. Ask the host's
    /// services for <see cref="InMemorySandboxBackend"/> to cause faults.
    /// </remarks>
    /// <param name="services">The services of the host.</param>
    /// <returns>The value of <paramref name="services"/>.</returns>
    public static IServiceCollection AddInMemorySandboxes(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddLocalSandboxes();
        services.TryAddSingleton(provider => new InMemorySandboxBackend(
            provider.GetRequiredService<IOptions<LocalSandboxOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<LocalContainerBackend>>()));
        services.Replace(ServiceDescriptor.Singleton(provider => provider.GetRequiredService<InMemorySandboxBackend>().Inner));
        services.Replace(ServiceDescriptor.Singleton<ISandboxBackend>(provider => provider.GetRequiredService<InMemorySandboxBackend>()));
        return services;
    }
}
