using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Audit;

/// <summary>Writes a batch of one kind of event in one go. What differs is how an event reads as an audit entry.</summary>
public abstract class AuditConsumer<TEvent>(IAuditStore store, Func<TEvent, AuditEntry> entryOf) : IConsumer<Batch<TEvent>> where TEvent : class
{
    public Task Consume(ConsumeContext<Batch<TEvent>> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return store.AppendAsync([.. context.Message.Select(message => entryOf(message.Message))], context.CancellationToken);
    }
}
