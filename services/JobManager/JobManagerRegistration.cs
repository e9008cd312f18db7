using FlowForge.JobManager.Cluster;
using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;
using FlowForge.LocalRuntime;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FlowForge.JobManager;

/// <summary>Starts and watches jobs on this machine. Needs <see cref="IBus"/> (or <see cref="IPublishEndpoint"/>), <see cref="IPolicies"/> and <see cref="IStageHooks"/>.</summary>
public static class JobManagerRegistration
{
    /// <param name="services">The host's services.</param>
    /// <param name="dataFolder">The folder of workspaces, secrets, run state and artifacts: <see cref="LocalRuntimeOptions.DataFolder"/>. One job manager at a time uses it.</param>
    public static IServiceCollection AddJobManager(this IServiceCollection services, string dataFolder)
    {
        services.AddOptions<JobManagerOptions>().BindConfiguration(JobManagerOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobManagerOptions>, JobManagerOptionsValidator>());
        services.AddLocalRuntime(runtime => runtime.DataFolder = dataFolder);
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<JobEvents>(provider, BusOf(provider)));
        services.TryAddSingleton<SpecStore>();
        services.TryAddSingleton<AttemptStarter>();
        services.TryAddSingleton<JobDriver>();
        services.TryAddSingleton<LiveJobs>();
        services.TryAddSingleton<JobQueue>();
        services.TryAddSingleton<JobRestarts>();
        services.TryAddSingleton<IJobRestarter>(provider => provider.GetRequiredService<JobRestarts>());
        services.TryAddSingleton<IJobManager, LocalJobManager>();
        services.AddSingleton<IHostedService, JobWatcher>();
        return services;
    }

    /// <summary>Announces the Jobs of a cluster that nobody else does, and starts none by itself. Needs the Kubernetes runtime and <see cref="IJobRegistry"/>.</summary>
    public static IServiceCollection AddClusterJobManager(this IServiceCollection services)
    {
        services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>());
        services.AddClusterJobs();
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<JobAnnouncer>(provider, BusOf(provider)));
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<LostJobs>(provider, BusOf(provider)));
        services.TryAddSingleton<IJobRestarter, ClusterRestarts>();
        services.AddSingleton<IHostedService, ClusterJobManager>();
        return services;
    }

    /// <summary>Takes requests to start a dead job again. Beside one of the other two.</summary>
    public static void AddJobRestarts(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<JobRestartRequestedConsumer, JobRestartRequestedConsumerDefinition>();
    }

    /// <summary>The bus itself: IPublishEndpoint is scoped, and a job outlives every scope.</summary>
    private static IPublishEndpoint BusOf(IServiceProvider provider) => provider.GetService<IBus>() ?? provider.GetRequiredService<IPublishEndpoint>();
}
