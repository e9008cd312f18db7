using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>
/// Writes every message to the journal before the in-memory transport gets it, one entry for each queue it goes to, and strikes it
/// out when that queue's consumer is done. So an accepted message survives a kill -9, as it would in a broker.
/// </summary>
internal sealed class JournalObserver(IMessageJournal journal, JournalSubscriptions subscriptions, JournalInFlight inFlight, ILogger<JournalObserver> logger)
    : IPublishObserver, ISendObserver, IReceiveObserver
{
    public Task PrePublish<T>(PublishContext<T> context) where T : class => WriteAsync(context, subscriptions.QueuesOf(typeof(T)));

    public Task PreSend<T>(SendContext<T> context) where T : class =>
        WriteAsync(context, context.DestinationAddress is { } address ? subscriptions.QueuesAt(address) : []);

    public async Task PostReceive(ReceiveContext context)
    {
        if (context.GetMessageId() is not { } id) return;
        var queue = QueueNames.Of(context.InputAddress);
        try
        {
            await journal.CompleteAsync(id, queue);
        }
        finally
        {
            // After the journal, so that what is done is not sent again; even if that failed, because then it must be.
            inFlight.Remove(id, queue);
        }
    }

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        // Stays in the journal, from which it is sent again.
        if (context.GetMessageId() is { } id) inFlight.Remove(id, QueueNames.Of(context.InputAddress));
        logger.LogError(exception, "Message {MessageId} of job {JobId} on {Queue} was neither handled nor set aside and will be sent again: {Reason}", context.GetMessageId(), JobIdIn.Body(context.Body.GetBytes()), QueueNames.Of(context.InputAddress), exception.Message);
        return Task.CompletedTask;
    }

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Release(context, subscriptions.QueuesOf(typeof(T)));

    public Task PostSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class =>
        Release(context, context.DestinationAddress is { } address ? subscriptions.QueuesAt(address) : []);

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

    /// <summary>The transport did not take it. If it is in the journal already, it is sent again from there.</summary>
    private Task Release(SendContext context, IReadOnlyList<string> queues)
    {
        if (context.MessageId is { } id)
            foreach (var queue in queues) inFlight.Remove(id, queue);
        return Task.CompletedTask;
    }

    private async Task WriteAsync<T>(SendContext<T> context, IReadOnlyList<string> queues) where T : class
    {
        if (queues.Count == 0 || context.MessageId is not { } id) return;
        var body = context.Serializer.GetMessageBody(context).GetBytes();
        var contentType = context.Serializer.ContentType.ToString();
        // Before the journal, so that nobody finds it there and takes it for stranded.
        foreach (var queue in queues) inFlight.Add(id, queue);
        try
        {
            await journal.AppendAsync([.. queues.Select(queue => new JournalEntry { MessageId = id, Queue = queue, ContentType = contentType, Body = body })]);
        }
        catch
        {
            await Release(context, queues);
            throw;
        }
    }
}
