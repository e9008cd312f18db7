using FlowForge.Configuration;
using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Policies;

public static class PoliciesRegistration
{
    /// <summary>Adds <see cref="IPolicies"/> from a file that is watched while the host runs. Adding again changes nothing.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="file">The policy file (docs/timeouts.md). Null: the defaults alone.</param>
    public static IServiceCollection AddPolicies(this IServiceCollection services, string? file)
    {
        if (services.Any(service => service.ServiceType == typeof(PolicyFile))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IConfigSection, PolicySection>();
        services.AddSingleton(provider => new PolicyFile(
            file,
            provider.GetServices<IConfigSection>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PolicyFile>>()));
        services.AddSingleton<IPolicies>(provider => provider.GetRequiredService<PolicyFile>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<PolicyFile>());
        return services;
    }
}
