using FlowForge.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Scheduler;

/// <summary>The scheduler service: delivers messages later. Needs an ITimerLedger.</summary>
public static class SchedulerRegistration
{
    public static void AddScheduler(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<ScheduleMessageConsumer, ScheduleMessageConsumerDefinition>();
        bus.AddConsumer<CancelScheduledMessageConsumer, CancelScheduledMessageConsumerDefinition>();

        bus.AddOptions<SchedulerOptions>().BindConfiguration(SchedulerOptions.Section)
            .Validate(options => options.Problem() is null, SchedulerOptions.Rules)
            .ValidateOnStart();
        bus.AddTimers();
        bus.AddSingleton<TimerArmer>();
        bus.AddSingleton<TimerDelivery>();
        bus.AddSingleton<LookAhead>();
        bus.AddHostedService(provider => provider.GetRequiredService<LookAhead>());
        bus.AddHostedService<LedgerDepth>();
    }

    /// <summary>Where several replicas share a ledger: what one that died holds is taken over. Needs an ILeaseStore.</summary>
    public static IServiceCollection AddReplicaWatch(this IServiceCollection services) => services.AddHostedService<ReplicaWatch>();
}
