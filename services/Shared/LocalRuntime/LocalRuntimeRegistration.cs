using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FlowForge.LocalRuntime;

/// <summary>Jobs as processes of this machine, artifacts in a folder.</summary>
public static class LocalRuntimeRegistration
{
    public static IServiceCollection AddLocalRuntime(this IServiceCollection services, Action<LocalRuntimeOptions> configure)
    {
        services.AddOptions<LocalRuntimeOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LocalRuntimeOptions>, LocalRuntimeOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new LocalLayout(provider.GetRequiredService<IOptions<LocalRuntimeOptions>>().Value.DataFolder));
        services.TryAddSingleton<JobFiles>();
        services.TryAddSingleton<LocalProcessRuntime>();
        // Another runtime or store has resources of its own: what is not used here is not scanned here.
        if (services.All(service => service.ServiceType != typeof(IJobRuntime))) services.AddSingleton<IOwnedResources, OwnedWorkspaces>();
        if (services.All(service => service.ServiceType != typeof(IArtifactStore))) services.AddSingleton<IOwnedResources, OwnedArtifacts>();
        services.TryAddSingleton<Trash>();
        services.TryAddSingleton<IJobRuntime>(provider => provider.GetRequiredService<LocalProcessRuntime>());
        services.TryAddSingleton<IArtifactStore, FolderArtifactStore>();
        return services;
    }
}
