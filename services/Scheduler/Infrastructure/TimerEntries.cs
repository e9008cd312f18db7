using System.Text.Json;
using FlowForge.Jobs;
using MassTransit.Scheduling;
using MassTransit.Serialization;

namespace FlowForge.Scheduler;

/// <summary>MassTransit's ScheduleMessage as a ledger entry.</summary>
internal static class TimerEntries
{
    public static TimerEntry From(ScheduleMessage message) => new()
    {
        Token = message.CorrelationId,
        DueAt = new DateTimeOffset(DateTime.SpecifyKind(message.ScheduledTime, DateTimeKind.Utc)).ToStored(),
        Destination = message.Destination,
        PayloadType = message.PayloadType,
        Payload = JsonSerializer.Serialize(message.Payload, SystemTextJsonMessageSerializer.Options),
    };
}
