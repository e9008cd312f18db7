using System.Text.Json;
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
        // A job has one pending escalation, one pending clean-up and one pending request for its next attempt: scheduling again under the same token replaces.
        ScheduleTokenId.UseTokenId<TimeoutEscalation>(message => DerivedId.EscalationToken(message.JobId, message.Attempt));
        ScheduleTokenId.UseTokenId<CleanupDue>(message => DerivedId.CleanupToken(message.JobId, message.Attempt));
        ScheduleTokenId.UseTokenId<JobRestartRequested>(message => DerivedId.RestartToken(message.JobId, message.NextAttempt));
    }

    /// <summary>Registers the message scheduler, the job timers, the clock, the meter, and what ties traces and logs to their job.</summary>
    public static void AddDefaults(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.SetKebabCaseEndpointNameFormatter();
        // Nothing about a cluster leaves it: by itself the library reports its use to its makers.
        bus.DisableUsageTelemetry();
        bus.AddMessageScheduler(QueueNames.Address(QueueNames.Scheduler));
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddScoped<JobTimers>();
        bus.TryAddSingleton<FlowForgeMeter>();
        bus.AddConfigureEndpointsCallback((context, _, endpoint) => ContextFilters.AddTo(endpoint, context));
        bus.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
    }

    /// <summary>Applies readable names and the scheduler's address to a transport's bus.</summary>
    public static void UseDefaults(this IBusFactoryConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.MessageTopology.SetEntityNameFormatter(new ReadableEntityNames(bus.MessageTopology.EntityNameFormatter));
        bus.UseMessageScheduler(QueueNames.Address(QueueNames.Scheduler));
        bus.ConfigureJsonSerializerOptions(WithZonedTimes);
    }

    /// <summary>For all buses of the process, because the bus keeps these options in a static place.</summary>
    private static JsonSerializerOptions WithZonedTimes(JsonSerializerOptions json)
    {
        if (!json.Converters.Any(converter => converter is UtcTimeJson)) json.Converters.Add(new UtcTimeJson());
        return json;
    }

    /// <summary>
    /// Lets a job manager in any language send plain JSON, with the content type <c>application/json</c> or none; MassTransit's envelope
    /// names its own. Only for queues whose messages come from outside: what a plain object is, the queue alone says.
    /// </summary>
    public static void AcceptPlainJson(this IReceiveEndpointConfigurator endpoint) => endpoint.UseRawJsonDeserializer(RawSerializerOptions.All, isDefault: true);

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
