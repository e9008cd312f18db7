using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>Takes the place of the in-memory error queue: what cannot be handled is set aside durably, with its reason.</summary>
internal sealed class DeadLetterFilter(IMessageJournal journal, TimeProvider clock, ILogger<DeadLetterFilter> logger)
    : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        SetAsideAsync(context, (context.Exception.InnerException ?? context.Exception).Message);

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        SetAsideAsync(context, "No consumer of this queue understands the message's type");

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadLetter");

    private async Task SetAsideAsync(ReceiveContext context, string reason)
    {
        if (context.GetMessageId() is not { } id) return;
        var queue = QueueNames.Of(context.InputAddress);
        var body = context.Body.GetBytes();
        logger.LogError("Message {MessageId} of job {JobId} on {Queue} cannot be handled and was set aside: {Reason}", id, JobIdIn.Body(body), queue, reason);
        var entry = new JournalEntry { MessageId = id, Queue = queue, ContentType = context.ContentType.ToString(), Body = body };
        await journal.DeadLetterAsync(entry, reason, clock.Now());
    }
}
