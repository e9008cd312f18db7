using System.Diagnostics;
using System.Text.Json;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using MassTransit.Serialization;

namespace FlowForge.Scheduler;

/// <summary>Delivers a due timer, then strikes it from the ledger: a crash in between delivers it twice, never not at all.</summary>
public sealed class TimerDelivery(ITimerLedger ledger, IBus bus, ReplicaName replica, FlowForgeMeter meter, TimeProvider clock)
{
    public async Task DeliverAsync(TimerEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        // Cancelled, replaced, or taken over by another replica since it was armed.
        if (!await ledger.IsHeldAsync(replica.Value, entry.Token, entry.Version, cancellationToken)) return;

        using var payload = JsonDocument.Parse(entry.Payload);
        var envelope = new JsonMessageEnvelope { MessageType = [.. entry.PayloadType], Message = payload.RootElement.Clone() };
        var late = clock.GetUtcNow() - entry.DueAt;
        var queue = QueueNames.Of(entry.Destination);
        using var activity = Start(payload.RootElement, queue);
        activity?.SetTag("timer.due_at", entry.DueAt.ToString("O")).SetTag("timer.lateness", late.TotalSeconds);
        var endpoint = await bus.GetSendEndpoint(entry.Destination);
        await endpoint.Send(new DueTimer(), Pipe.Execute<SendContext<DueTimer>>(context =>
        {
            // The same timer delivered twice is the same message.
            context.MessageId = entry.Version;
            context.ScheduledMessageId = entry.Token;
            context.Serializer = new SystemTextJsonBodyMessageSerializer(envelope, SystemTextJsonMessageSerializer.JsonContentType, SystemTextJsonMessageSerializer.Options, [.. entry.PayloadType]);
        }), cancellationToken);
        meter.TimerDelivered(queue, late);
        await ledger.CompleteAsync([entry], cancellationToken);
    }

    public Task GiveBackAsync(TimerEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ledger.ReleaseAsync(replica.Value, entry.Token, cancellationToken);
    }

    /// <summary>In the trace of the job that the timer is about, so that what it sets off is in it too.</summary>
    private static Activity? Start(JsonElement payload, string queue) =>
        payload.ValueKind == JsonValueKind.Object
        && payload.TryGetProperty("jobId", out var jobId) && jobId.ValueKind == JsonValueKind.String && JobId.TryParse(jobId.GetString(), out var id, out _)
        && payload.TryGetProperty("attempt", out var attempt) && attempt.ValueKind == JsonValueKind.Number && attempt.TryGetInt32(out var number)
            ? JobTrace.Start($"{queue} timer", ActivityKind.Internal, id, number)
            : null;

    /// <summary>Stands for a message whose real type only its stored payload knows.</summary>
    internal sealed record DueTimer;
}
