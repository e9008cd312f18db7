using System.Security.Cryptography;
using System.Text.Json;
using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using MassTransit.Events;
using MassTransit.Metadata;
using MassTransit.Middleware.Rescue;

namespace FlowForge.RabbitMq;

/// <summary>
/// Publishes the fault of a message that no consumer could be given. As MassTransit's own filter does, but a message without an id is
/// known by its content: delivered again, because this process died before it had moved it, it is still the same message.
/// </summary>
internal sealed class UnreadFault : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        // Otherwise a consumer had it, and its own fault is published.
        if (!context.IsFaulted)
        {
            context = Explain(context);
            var id = context.GetMessageId() ?? DerivedId.From("message", QueueNames.Of(context.InputAddress), Convert.ToHexStringLower(SHA256.HashData(context.Body.GetBytes())));
            var endpoint = await context.PublishEndpointProvider.GetPublishSendEndpoint<ReceiveFault>();
            await endpoint.Send<ReceiveFault>(new ReceiveFaultEvent(HostMetadataCache.Host, context.Exception, context.ContentType?.MediaType ?? "none", id, []), context.CancellationToken);
            // Else what comes after would take it for one that nobody read.
            await context.NotifyFaulted(context.Exception);
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("unreadFault");

    /// <summary>Over a body that is <c>null</c>, or says "envelope" and is none, MassTransit's reader stumbles without saying why.</summary>
    private static ExceptionReceiveContext Explain(ExceptionReceiveContext context) =>
        context.Exception.GetBaseException() is ArgumentNullException or InvalidOperationException && !IsAboutJson(context.Exception)
            ? new RescueExceptionReceiveContext(context, new InvalidEventException("message", "is neither an event in plain JSON nor one in MassTransit's envelope"))
            : context;

    private static bool IsAboutJson(Exception? exception) => exception is not null && (exception is JsonException || IsAboutJson(exception.InnerException));
}
