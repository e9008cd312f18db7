using System.Collections.Concurrent;
using MassTransit;

namespace FlowForge.Hosting;

/// <summary>Which queues a published message goes to, noted while the endpoints are configured.</summary>
internal sealed class JournalSubscriptions
{
    private readonly ConcurrentDictionary<(string Queue, Type Message), bool> _subscriptions = new();
    private readonly ConcurrentDictionary<Type, string[]> _queues = new();

    public void Watch(string queue, IReceiveEndpointConfigurator endpoint) =>
        endpoint.ConnectConsumerConfigurationObserver(new Observer(this, queue));

    /// <summary>Of what is sent to an address: a queue, or the exchange of a message, from which it goes to all who listen.</summary>
    public IReadOnlyList<string> QueuesAt(Uri address)
    {
        var name = QueueNames.Of(address);
        return name.StartsWith(ReadableEntityNames.Prefix, StringComparison.Ordinal)
            ? [.. _subscriptions.Keys.Where(s => ReadableEntityNames.Of(s.Message) == name).Select(s => s.Queue).Distinct()]
            : [name];
    }

    public IReadOnlyList<string> QueuesOf(Type message) =>
        _queues.GetOrAdd(message, type => [.. _subscriptions.Keys.Where(s => s.Message.IsAssignableFrom(type)).Select(s => s.Queue).Distinct()]);

    private sealed class Observer(JournalSubscriptions subscriptions, string queue) : IConsumerConfigurationObserver
    {
        public void ConsumerConfigured<TConsumer>(IConsumerConfigurator<TConsumer> configurator) where TConsumer : class { }

        public void ConsumerMessageConfigured<TConsumer, TMessage>(IConsumerMessageConfigurator<TConsumer, TMessage> configurator)
            where TConsumer : class where TMessage : class
        {
            var type = typeof(TMessage);
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Batch<>)) type = type.GetGenericArguments()[0];
            subscriptions._subscriptions.TryAdd((queue, type), true);
        }
    }
}
