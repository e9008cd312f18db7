using System.Text.Json;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.RabbitMq;

/// <summary>Sets a message aside that could be read, and that no consumer of this queue is for.</summary>
internal sealed class UnknownTypeFilter(Func<ReceiveContext, InvalidEventException, Task> setAside) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        setAside(context, new InvalidEventException("messageType", $"{TypesIn(context.Body.GetBytes())}: nobody reads that from this queue"));

    public void Probe(ProbeContext context) => context.CreateFilterScope("unknownType");

    private static string TypesIn(byte[] envelope)
    {
        try
        {
            using var message = JsonDocument.Parse(envelope);
            return message.RootElement.ValueKind == JsonValueKind.Object && message.RootElement.TryGetProperty("messageType", out var types) ? $"is {types.GetRawText()}" : "is missing";
        }
        catch (JsonException)
        {
            return "is unknown";
        }
    }
}
