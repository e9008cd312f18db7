using MassTransit;

namespace FlowForge.Hosting;

/// <summary>MassTransit's PublishBatch publishes in parallel; what tells a story is published one after the other.</summary>
public static class OrderedPublish
{
    public static async Task PublishInOrderAsync<T>(this IPublishEndpoint bus, IEnumerable<T> messages, CancellationToken cancellationToken) where T : class
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var message in messages) await bus.Publish(message, cancellationToken);
    }
}
