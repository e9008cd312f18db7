using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.RabbitMq;

/// <summary>Sets a message aside that is too large, before anybody reads it: one of many megabytes would cost every consumer its memory.</summary>
internal sealed class LargeMessageFilter(int largest, Func<ReceiveContext, InvalidEventException, Task> setAside) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => context.Body.Length > largest
        ? setAside(context, new InvalidEventException("message", $"has {context.Body.Length} bytes; {largest} are allowed"))
        : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("largeMessage");
}
