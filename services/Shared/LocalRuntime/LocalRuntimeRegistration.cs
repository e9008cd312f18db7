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
        services.TryAddSingleton<IJobRuntime>(provider => provider.GetRequiredService<LocalProcessRuntime>());
        services.TryAddSingleton<IArtifactStore, FolderArtifactStore>();
        return services;
    }
}
