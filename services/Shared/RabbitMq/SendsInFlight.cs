using System.Collections.Concurrent;
using MassTransit;

namespace FlowForge.RabbitMq;

/// <summary>
/// What was given to the transport and has not come back. A declaration that fails on a channel which survives it makes every later
/// send on that channel wait for ever: https://github.com/MassTransit/MassTransit, OneTimeContextPayload.
/// </summary>
internal sealed class SendsInFlight(TimeProvider clock) : ISendObserver, IPublishObserver
{
    private readonly ConcurrentDictionary<SendContext, long> _since = new(ReferenceEqualityComparer.Instance);

    /// <summary>How long the oldest of them has been under way. Zero: there is none.</summary>
    public TimeSpan Oldest => _since.IsEmpty ? TimeSpan.Zero : _since.Values.Select(since => clock.GetElapsedTime(since)).DefaultIfEmpty().Max();

    public Task PreSend<T>(SendContext<T> context) where T : class => Begin(context);

    public Task PostSend<T>(SendContext<T> context) where T : class => End(context);

    public Task SendFault<T>(SendContext<T> context, Exception exception) where T : class => End(context);

    public Task PrePublish<T>(PublishContext<T> context) where T : class => Begin(context);

    public Task PostPublish<T>(PublishContext<T> context) where T : class => End(context);

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => End(context);

    private Task Begin(SendContext context)
    {
        _since[context] = clock.GetTimestamp();
        return Task.CompletedTask;
    }

    private Task End(SendContext context)
    {
        _since.TryRemove(context, out _);
        return Task.CompletedTask;
    }
}
