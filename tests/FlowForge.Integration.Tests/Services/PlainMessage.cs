using System.Text;

namespace FlowForge.Integration.Tests;

/// <summary>What a client without MassTransit publishes. A well-behaved one gives a message an id, which is a GUID.</summary>
internal sealed record PlainMessage(byte[] Body, string? Id = null, string? ContentType = null)
{
    public PlainMessage(string body, string? id = null, string? contentType = null) : this(Encoding.UTF8.GetBytes(body), id, contentType)
    {
    }
}
