using FlowForge.Contracts;
using FlowForge.Jobs;
using MassTransit;
using MassTransit.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FlowForge.Hosting;

/// <summary>What every service's bus has in common, whatever the transport.</summary>
public static class BusDefaults
{
    static BusDefaults()
    {
        // A job has one pending escalation and one pending clean-up: scheduling again under the same token replaces.
        ScheduleTokenId.UseTokenId<TimeoutEscalation>(message => DerivedId.EscalationToken(message.JobId, message.Attempt));
        ScheduleTokenId.UseTokenId<CleanupDue>(message => DerivedId.CleanupToken(message.JobId, message.Attempt));
    }

    /// <summary>Registers the message scheduler, the job timers and the clock.</summary>
    public static void AddDefaults(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.SetKebabCaseEndpointNameFormatter();
        bus.AddMessageScheduler(QueueNames.Address(QueueNames.Scheduler));
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddScoped<JobTimers>();
        bus.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
    }

    /// <summary>Applies readable names and the scheduler's address to a transport's bus.</summary>
    public static void UseDefaults(this IBusFactoryConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.MessageTopology.SetEntityNameFormatter(new ReadableEntityNames(bus.MessageTopology.EntityNameFormatter));
        bus.UseMessageScheduler(QueueNames.Address(QueueNames.Scheduler));
    }

    /// <summary>Retries what may pass (a busy store, a runtime that answers late) and gives up at once on what cannot: an invalid event.</summary>
    public static void UseTransientRetry(this IConsumePipeConfigurator endpoint, params TimeSpan[] delays)
    {
        if (delays.Length == 0) delays = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<InvalidEventException>();
            retry.Intervals(delays);
        });
    }
}
