using System.Net.Mime;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FlowForge.Hosting;

/// <summary>After a start: sends again what the last run had accepted and not finished. Registered after the bus, so the queues are there.</summary>
internal sealed class JournalReplay(IMessageJournal journal, IBus bus, ILogger<JournalReplay> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var entries = await journal.ReadAsync(cancellationToken);
        foreach (var entry in entries)
        {
            var endpoint = await bus.GetSendEndpoint(QueueNames.Address(entry.Queue));
            await endpoint.Send(new Replayed(), Pipe.Execute<SendContext<Replayed>>(context =>
            {
                context.MessageId = entry.MessageId;
                context.Serializer = new StoredBody(entry);
            }), cancellationToken);
        }

        if (entries.Count > 0) logger.LogInformation("Took up {Count} messages that the last run had not finished", entries.Count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stands for a message whose real type only its stored envelope knows.</summary>
    internal sealed record Replayed;

    private sealed class StoredBody(JournalEntry entry) : IMessageSerializer
    {
        public ContentType ContentType { get; } = new(entry.ContentType);

        public MessageBody GetMessageBody<T>(SendContext<T> context) where T : class => new BytesMessageBody(entry.Body);
    }
}
