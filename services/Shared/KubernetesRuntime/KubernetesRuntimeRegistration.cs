using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>Jobs as Kubernetes Jobs. Needs an IArtifactStore beside it.</summary>
public static class KubernetesRuntimeRegistration
{
    public static IServiceCollection AddKubernetesRuntime(this IServiceCollection services, Action<KubernetesOptions> configure)
    {
        services.AddOptions<KubernetesOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KubernetesOptions>, KubernetesOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => KubernetesConnection.Open(provider.GetRequiredService<IOptions<KubernetesOptions>>().Value));
        services.TryAddSingleton<ApiServer>();
        services.TryAddSingleton<JobPlace>();
        services.TryAddSingleton(new CacheExtent());
        services.TryAddSingleton<JobCache>();
        services.TryAddSingleton<IClusterHealth>(provider => provider.GetRequiredService<JobCache>());
        services.AddHostedService(provider => provider.GetRequiredService<JobCache>());
        services.TryAddSingleton<JobReader>();
        services.TryAddSingleton<JobEditor>();
        services.TryAddSingleton<IPodSignals, PodSignals>();
        services.TryAddSingleton<JobObserver>();
        services.TryAddSingleton<ClusterEvents>();
        services.TryAddSingleton<Warning>();
        services.TryAddSingleton<SoftKill>();
        services.TryAddSingleton<HardKill>();
        services.TryAddSingleton<ForceDelete>();
        services.TryAddSingleton<GuardedDelete>();
        services.TryAddSingleton<JobLeavings>();
        services.TryAddSingleton<UndoBox>();
        services.TryAddSingleton<ClusterUndo>();
        foreach (var kind in (ApiKind[])[ApiKind.Job, ApiKind.Pod, .. ApiKind.Leavings])
            services.AddSingleton<IOwnedResources>(provider => ActivatorUtilities.CreateInstance<OwnedObjects>(provider, kind));
        services.TryAddSingleton<IJobRuntime, KubernetesJobRuntime>();
        return services;
    }

    /// <summary>For a job manager: what the Jobs say for themselves, and a way to make them again. Beside <see cref="AddKubernetesRuntime"/>.</summary>
    public static IServiceCollection AddClusterJobs(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton(new CacheExtent(ForJobManager: true)));
        services.TryAddSingleton<JobRecreation>();
        services.TryAddSingleton<IClusterJobs, ClusterJobs>();
        return services;
    }
}
