using System.Net.Mime;
using FlowForge.Jobs;
using MassTransit;

namespace FlowForge.Hosting;

/// <summary>Sends an envelope as it was stored.</summary>
internal sealed class StoredBody(JournalEntry entry) : IMessageSerializer
{
    public ContentType ContentType { get; } = new(entry.ContentType);

    public MessageBody GetMessageBody<T>(SendContext<T> context) where T : class => new BytesMessageBody(entry.Body);
}
