using LocalSandbox;
using LocalSandbox.DependencyInjection;
using LocalSandbox.Processes;
using LocalSandbox.Validation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds local sandboxes to a host.</summary>
public static class LocalSandboxServiceCollectionExtensions
{
    /// <summary>Adds an <see cref="ISandboxBackend"/>, a <see cref="SandboxSweeper"/> and <see cref="SandboxDiagnostics"/> with the default options; calling it again adds nothing.</summary>
    /// <remarks>
    /// An <see cref="ISandboxBackend"/>, <see cref="IProcessRunner"/> or <see cref="TimeProvider"/> that is registered already is kept.
    /// The options are checked when the host starts; no container runtime is looked for before the first use.
    /// </remarks>
    /// <param name="services">The services of the host.</param>
    /// <returns>The value of <paramref name="services"/>.</returns>
    public static IServiceCollection AddLocalSandboxes(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddOptionsWithValidateOnStart<LocalSandboxOptions, OptionsRules>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IProcessRunner>(provider => new CliWrapProcessRunner(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new LocalContainerBackend(
            provider.GetRequiredService<IOptions<LocalSandboxOptions>>().Value,
            provider.GetRequiredService<IProcessRunner>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<LocalContainerBackend>>()));
        services.TryAddSingleton<ISandboxBackend>(provider => provider.GetRequiredService<LocalContainerBackend>());
        services.TryAddSingleton<SandboxSweeper>();
        services.TryAddSingleton<SandboxDiagnostics>();
        services.TryAddSingleton<SandboxHealthCheck>();
        return services;
    }

    /// <summary>Adds an <see cref="ISandboxBackend"/> whose options are set in code.</summary>
    /// <inheritdoc cref="AddLocalSandboxes(IServiceCollection)" path="/remarks"/>
    /// <param name="services">The services of the host.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The value of <paramref name="services"/>.</returns>
    public static IServiceCollection AddLocalSandboxes(this IServiceCollection services, Action<LocalSandboxOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);

        services.AddLocalSandboxes();
        services.Configure(configure);
        return services;
    }

    /// <summary>Adds an <see cref="ISandboxBackend"/> whose options are bound from configuration.</summary>
    /// <inheritdoc cref="AddLocalSandboxes(IServiceCollection)" path="/remarks"/>
    /// <param name="services">The services of the host.</param>
    /// <param name="section">The section whose keys are the names of the options.</param>
    /// <returns>The value of <paramref name="services"/>.</returns>
    public static IServiceCollection AddLocalSandboxes(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);

        services.AddLocalSandboxes();

        var earlier = services.Select(service => service.ImplementationInstance).OfType<BoundSection>().ToList();
        services.AddSingleton<IConfigureOptions<LocalSandboxOptions>>(new BoundSection(section, earlier));
        services.AddSingleton<IOptionsChangeTokenSource<LocalSandboxOptions>>(new ConfigurationChangeTokenSource<LocalSandboxOptions>(section));
        return services;
    }
}
