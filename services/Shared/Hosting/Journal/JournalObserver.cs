using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>
/// Writes every message to the journal before the in-memory transport gets it, one entry for each queue it goes to, and strikes it
/// out when that queue's consumer is done. So an accepted message survives a kill -9, as it would in a broker.
/// </summary>
internal sealed class JournalObserver(IMessageJournal journal, JournalSubscriptions subscriptions, ILogger<JournalObserver> logger)
    : IPublishObserver, ISendObserver, IReceiveObserver
{
    public Task PrePublish<T>(PublishContext<T> context) where T : class => WriteAsync(context, subscriptions.QueuesOf(typeof(T)));

    public Task PreSend<T>(SendContext<T> context) where T : class =>
        WriteAsync(context, context.DestinationAddress is { } address ? [QueueOf(address)] : []);

    public Task PostReceive(ReceiveContext context) =>
        context.GetMessageId() is { } id ? journal.CompleteAsync(id, QueueOf(context.InputAddress)) : Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        // Stays in the journal, so the next start tries it again.
        logger.LogError(exception, "Message {MessageId} on {Queue} was neither handled nor set aside: {Reason}", context.GetMessageId(), QueueOf(context.InputAddress), exception.Message);
        return Task.CompletedTask;
    }

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

    internal static string QueueOf(Uri address) => address.IsAbsoluteUri && address.Scheme is "queue" or "exchange"
        ? address.AbsolutePath
        : address.Segments[^1];

    private Task WriteAsync<T>(SendContext<T> context, IReadOnlyList<string> queues) where T : class
    {
        if (queues.Count == 0 || context.MessageId is not { } id) return Task.CompletedTask;
        var body = context.Serializer.GetMessageBody(context).GetBytes();
        var contentType = context.Serializer.ContentType.ToString();
        return journal.AppendAsync([.. queues.Select(queue => new JournalEntry { MessageId = id, Queue = queue, ContentType = contentType, Body = body })]);
    }
}
