using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlowForge.Lifecycle;

/// <summary>The lifecycle service: keeps the job registry. Needs IJobRegistry, IPolicies and IStageHooks.</summary>
public static class LifecycleRegistration
{
    public static void AddLifecycle(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<JobSubmittedConsumer, JobSubmittedConsumerDefinition>();
        bus.AddConsumer<JobStartedConsumer, JobStartedConsumerDefinition>();
        bus.AddConsumer<JobHeartbeatConsumer, JobHeartbeatConsumerDefinition>();
        bus.AddConsumer<JobFinishedConsumer, JobFinishedConsumerDefinition>();
        bus.AddConsumer<JobStageChangedConsumer, JobStageChangedConsumerDefinition>();

        bus.AddOptions<LifecycleOptions>().BindConfiguration(LifecycleOptions.Section)
            .Validate(options => options.Problem() is null, LifecycleOptions.Rules)
            .ValidateOnStart();
        bus.AddTimers();
        bus.TryAddSingleton<EventReader>();
        bus.AddSingleton<JobLifecycle>();
        bus.AddSingleton<TimerRebuild>();
        bus.AddSingleton<IRecurringWork, OverdueTimerRebuild>();
        bus.AddSingleton<IRecurringWork, RegistrySweep>();
    }

    /// <summary>Makes the timers of all unsettled jobs again at start. Call after AddMassTransit, because it needs the bus to be up.</summary>
    public static IServiceCollection AddTimerRebuildAtStart(this IServiceCollection services) => services.AddHostedService<TimerRebuildAtStart>();
}
