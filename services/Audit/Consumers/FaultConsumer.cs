using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Audit;

/// <summary>A message could not be handled by a service and went to its error queue.</summary>
public sealed class FaultConsumer(IAuditStore store) : IConsumer<Fault>
{
    public Task Consume(ConsumeContext<Fault> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var fault = context.Message;
        var type = fault.FaultMessageTypes is [var first, ..] ? first.Split(':')[^1] : "unknown";
        var reason = fault.Exceptions is [var exception, ..] ? exception.Message : "unknown";
        var entry = BrokenMessages.EntryOf(fault.FaultedMessageId ?? fault.FaultId, type, reason,
            $"flowforge/{context.SourceAddress?.Segments[^1]}", new DateTimeOffset(fault.Timestamp).ToStored(), context.ReceiveContext.GetBody());
        return store.AppendAsync([entry], context.CancellationToken);
    }
}
