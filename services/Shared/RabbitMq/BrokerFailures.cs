using FlowForge.Hosting;
using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace FlowForge.RabbitMq;

/// <summary>Tells what is the broker's or the store's fault, and passes, from what is the message's own.</summary>
internal static class BrokerFailures
{
    /// <summary>
    /// Also what was cancelled: a connection that closes gives up what is under way, and that says nothing of the message. What is
    /// cancelled because the consumer stops does not come here.
    /// </summary>
    public static bool MayPass(Exception? exception) => exception is OperationCanceledException or ConsumerCanceledException || IsElsewhere(exception);

    private static bool IsElsewhere(Exception? exception) => exception switch
    {
        null => false,
        // MessageNotAcknowledged and MessageReturned are transport exceptions too: the broker has not taken the message.
        RabbitMQClientException or ConnectionException or TransportException => true,
        AggregateException all => all.InnerExceptions.Any(IsElsewhere),
        _ => StoreFailures.MayPass(exception) || IsElsewhere(exception.InnerException),
    };
}
