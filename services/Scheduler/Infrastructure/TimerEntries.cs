using System.Text.Json;
using FlowForge.Jobs;
using MassTransit.Scheduling;
using MassTransit.Serialization;

namespace FlowForge.Scheduler;

/// <summary>MassTransit's ScheduleMessage as a ledger entry.</summary>
internal static class TimerEntries
{
    /// <exception cref="InvalidEventException">Somebody sent a ScheduleMessage that says too little.</exception>
    public static TimerEntry From(ScheduleMessage message) => message is not { Destination: not null, PayloadType.Length: > 0, Payload: not null }
        ? throw new InvalidEventException("scheduleMessage", "must have a destination, a payloadType and a payload")
        : new()
        {
            Token = message.CorrelationId,
            DueAt = new DateTimeOffset(DateTime.SpecifyKind(message.ScheduledTime, DateTimeKind.Utc)).ToStored(),
            Destination = message.Destination,
            PayloadType = message.PayloadType,
            Payload = JsonSerializer.Serialize(message.Payload, SystemTextJsonMessageSerializer.Options),
        };
}
