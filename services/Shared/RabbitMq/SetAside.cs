using FlowForge.Jobs;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Rescue;

namespace FlowForge.RabbitMq;

/// <summary>
/// Where a message ends that cannot be handled: in the queue's error queue with the reason, after its fault was published for the audit.
/// MassTransit does so with what its consumers and its deserializers throw. What is too large, or of a type that nobody here reads, is
/// found outside of these; thrown there it would go back into the queue and come again at once, for ever: RabbitMQ counts against the delivery limit only what a
/// dead consumer had, not what a living one gives back.
/// </summary>
internal sealed class SetAside
{
    private readonly IPipe<ExceptionReceiveContext> _aside = Pipe.New<ExceptionReceiveContext>(pipe =>
    {
        pipe.UseFilter(new UnreadFault());
        pipe.UseFilter(new ErrorTransportFilter());
    });

    public void Use(IReceiveEndpointConfigurator endpoint, int largest)
    {
        endpoint.ConfigureReceive(pipe => pipe.UseFilter(new LargeMessageFilter(largest, BecauseAsync)));
        endpoint.ConfigureError(pipe =>
        {
            pipe.UseFilter(new UnreadFault());
            pipe.UseFilter(new ErrorTransportFilter());
        });
        // MassTransit's own "skipped" queue would hide it.
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new UnknownTypeFilter(BecauseAsync)));
    }

    private Task BecauseAsync(ReceiveContext message, InvalidEventException reason) => _aside.Send(new RescueExceptionReceiveContext(message, reason));
}
