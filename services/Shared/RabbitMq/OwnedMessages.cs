using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FlowForge.Jobs;
using MassTransit;
using RabbitMQ.Client;

namespace FlowForge.RabbitMq;

/// <summary>
/// Messages in the error queues that name a job. A queue can only be looked at by taking from it: all that is taken is given back by
/// closing the channel, and may stand in another order then; the queues' policy has no limit of redeliveries. Of each queue 2,000 are read.
/// </summary>
internal sealed class OwnedMessages(BrokerConnections connections, TimeProvider clock) : IOwnedResources
{
    private const int MostRead = 2_000;

    /// <summary>A look at one of many must not take from its queue each time: a message does not change, it only goes.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, OwnedResource> _seen = [];
    private readonly Lock _gate = new();
    private DateTimeOffset _seenAt = DateTimeOffset.MinValue;

    public string Kind => OwnedKinds.Message;

    public TimeSpan UsualMinimumAge => TimeSpan.FromDays(7);

    public string? NoUndo => "a message may hold secrets, and is not kept";

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = new List<OwnedResource>();
        foreach (var queue in ErrorQueues.All)
        {
            var found = await ReadAsync(queue, null, cancellationToken);
            if (found.Count == 0) continue;
            all.AddRange(found);
            foreach (var page in found.Chunk(1_000)) yield return page;
        }

        lock (_gate)
        {
            _seen.Clear();
            foreach (var resource in all) _seen[resource.Key] = resource;
            _seenAt = clock.GetUtcNow();
        }
    }

    public async Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            if (clock.GetUtcNow() - _seenAt < Fresh) return _seen.GetValueOrDefault(resource.Key);
        return (await ReadAsync(QueueOf(resource), null, cancellationToken)).FirstOrDefault(found => found.Key == resource.Key);
    }

    public Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        await ReadAsync(QueueOf(resource), resource.Key, cancellationToken);
        lock (_gate) _seen.Remove(resource.Key);
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default) => throw new InvalidOperationException(NoUndo);

    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => Task.CompletedTask;

    private static string QueueOf(OwnedResource resource) => resource.Name.Split('/') is [var queue, ..] && ErrorQueues.All.Contains(queue)
        ? queue
        : throw new InvalidOperationException($"'{DnsName.Printable(resource.Name)}' is in no error queue; nothing was done");

    /// <summary>Takes what is there, acknowledges the one that is to go, and gives the rest back.</summary>
    private async Task<IReadOnlyList<OwnedResource>> ReadAsync(string queue, Guid? toGo, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await connections.OpenAsync("flowforge orphans", cancellationToken);
            await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
            var found = new List<OwnedResource>();
            for (var read = 0; read < MostRead && await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } message; read++)
            {
                if (ResourceOf(queue, message) is not { } resource) continue;
                if (resource.Key == toGo) await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellationToken);
                else found.Add(resource);
            }

            // An acknowledgement has arrived when the broker has answered the close that follows it.
            await channel.CloseAsync(cancellationToken);
            await connection.CloseAsync(cancellationToken);
            return found;
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.RabbitMQClientException or RabbitMqConnectionException)
        {
            throw new IOException($"queue '{queue}' could not be looked at: {e.Message}. Is the topology deployed, and may this user read '{queue}'?", e);
        }
    }

    private OwnedResource? ResourceOf(string queue, BasicGetResult message) => message.BasicProperties.MessageId is { Length: > 0 } id && JobOf(message.Body) is { } job ? new OwnedResource
    {
        Kind = Kind,
        Name = $"{queue}/{DnsName.Printable(id)}",
        JobId = job,
        Uid = id,
        ChangedAt = FailedAt(message.BasicProperties),
        Bytes = message.Body.Length,
    } : null;

    private static DateTimeOffset? FailedAt(IReadOnlyBasicProperties properties)
    {
        var said = properties.Headers?.TryGetValue(MessageHeaders.FaultTimestamp, out var value) == true ? value : null;
        var text = said is byte[] bytes ? Encoding.UTF8.GetString(bytes) : said as string;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    /// <summary>Of a message in the bus's envelope, and of one without.</summary>
    private static JobId? JobOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var message = JsonDocument.Parse(body);
            var root = message.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out var inner)) root = inner;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("jobId", out var text) && text.ValueKind == JsonValueKind.String && JobId.TryParse(text.GetString(), out var id, out _) ? id : null;
        }
        catch (JsonException)
        {
            // A message that nobody can read belongs to no job.
            return null;
        }
    }
}
