using MassTransit;

namespace FlowForge.Integration.Tests;

/// <summary>A transport that waits for ever for the answer to a publish.</summary>
internal sealed class NeverTaken : IPublishObserver
{
    public Task PrePublish<T>(PublishContext<T> context) where T : class => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);

    public Task PostPublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;
}
