using FlowForge.Jobs;
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
    public static IServiceCollection AddJobManager(this IServiceCollection services, Action<JobManagerOptions> configure)
    {
        services.AddOptions<JobManagerOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JobManagerOptions>, JobManagerOptionsValidator>());
        services.AddLocalRuntime(_ => { });
        services.AddOptions<LocalRuntimeOptions>()
            .Configure<IOptions<JobManagerOptions>>((runtime, manager) => runtime.DataFolder = manager.Value.DataFolder);
        // The bus itself: IPublishEndpoint is scoped, and a job outlives every scope.
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<JobEvents>(
            provider, provider.GetService<IBus>() ?? provider.GetRequiredService<IPublishEndpoint>()));
        services.TryAddSingleton<SpecStore>();
        services.TryAddSingleton<AttemptStarter>();
        services.TryAddSingleton<JobDriver>();
        services.TryAddSingleton<LiveJobs>();
        services.TryAddSingleton<JobQueue>();
        services.TryAddSingleton<IJobManager, LocalJobManager>();
        services.AddSingleton<IHostedService, JobWatcher>();
        return services;
    }
}
