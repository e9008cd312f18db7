using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Audit;

/// <summary>A message could not be handled by a service, or not even be read, and went to its queue's error queue.</summary>
public sealed class FaultConsumer(IAuditStore store, FlowForgeMeter meter) : IConsumer<Fault>
{
    public async Task Consume(ConsumeContext<Fault> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var fault = context.Message;
        var type = TypeOf(fault.FaultMessageTypes) ?? TypeOf(context.SupportedMessageTypes) ?? "unreadable";
        var reason = fault.Exceptions is [var exception, ..] ? ReasonOf(exception) : "unknown";
        var queue = context.SourceAddress is { } source ? QueueNames.Of(source) : "unknown";
        var body = context.ReceiveContext.GetBody();
        var id = fault.FaultedMessageId ?? BrokenMessages.IdOf(queue, body) ?? fault.FaultId;
        var entry = BrokenMessages.EntryOf(id, type, reason, $"flowforge/{queue}", new DateTimeOffset(fault.Timestamp).ToStored(), body);
        await store.AppendAsync([entry], context.CancellationToken);
        meter.MessageSetAside(queue, type);
    }

    /// <summary>Plain JSON names no type, but the fault of one that was read does: <c>urn:message:MassTransit:Fault[[FlowForge.Contracts:JobStarted]]</c>.</summary>
    private static string? TypeOf(IEnumerable<string>? urns) =>
        urns?.Select(urn => urn.Split(':')[^1].TrimEnd(']')).FirstOrDefault(name => name is not ("Fault" or "ReceiveFault"));

    /// <summary>
    /// What reads JSON says best what is wrong, and where; else the innermost does. Those around it say only that a message was being
    /// read or handled.
    /// </summary>
    private static string ReasonOf(ExceptionInfo exception)
    {
        for (var each = exception; ; each = each.InnerException)
        {
            if (each.InnerException is not null && !each.ExceptionType.StartsWith("System.Text.Json.Json", StringComparison.Ordinal)) continue;
            return exception.ExceptionType.EndsWith("SerializationException", StringComparison.Ordinal) ? "it cannot be read: " + each.Message : each.Message;
        }
    }
}
