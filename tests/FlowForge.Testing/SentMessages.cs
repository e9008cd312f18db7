using System.Collections.Concurrent;
using MassTransit;

namespace FlowForge.Testing;

/// <summary>Everything that was published or sent, in order.</summary>
public sealed class SentMessages : IPublishObserver, ISendObserver
{
    private readonly ConcurrentQueue<object> _messages = new();

    public IReadOnlyList<T> Of<T>() => [.. _messages.OfType<T>()];

    /// <summary>Where the first of that type stands in the order of sending.</summary>
    public int IndexOf<T>() => _messages.TakeWhile(message => message is not T).Count();

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Note(context);

    public Task PostSend<T>(SendContext<T> context) where T : class => Note(context);

    public Task PrePublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    public Task PreSend<T>(SendContext<T> context) where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => Task.CompletedTask;

    private Task Note<T>(SendContext<T> context) where T : class
    {
        _messages.Enqueue(context.Message);
        return Task.CompletedTask;
    }
}
