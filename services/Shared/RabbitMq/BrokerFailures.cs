using FlowForge.Hosting;
using MassTransit;
using RabbitMQ.Client.Exceptions;

namespace FlowForge.RabbitMq;

/// <summary>Tells what is the broker's or the store's fault, and passes, from what is the message's own.</summary>
internal static class BrokerFailures
{
    public static bool MayPass(Exception? exception) => exception switch
    {
        null => false,
        // MessageNotAcknowledged and MessageReturned are transport exceptions too: the broker has not taken the message.
        RabbitMQClientException or ConnectionException or TransportException => true,
        AggregateException all => all.InnerExceptions.Any(MayPass),
        _ => StoreFailures.MayPass(exception) || MayPass(exception.InnerException),
    };
}
