using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace FlowForge.Integration.Tests;

/// <summary>A virtual host as a plain client and the management API see it. Its disposal removes it.</summary>
internal sealed class BrokerView : IAsyncDisposable
{
    private readonly HttpClient _api;
    private readonly Uri _amqp;
    private readonly string _vhost;

    public BrokerView(Uri management, Uri amqp, string vhost)
    {
        (_amqp, _vhost) = (amqp, vhost);
        _api = new HttpClient { BaseAddress = management, Timeout = TimeSpan.FromSeconds(30) };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(amqp.UserInfo))));
    }

    /// <summary>By queue, only those that hold something.</summary>
    public async Task<IReadOnlyDictionary<string, long>> MessagesAsync() =>
        (await _api.GetFromJsonAsync<JsonElement>($"/api/queues/{_vhost}?columns=name,messages")).EnumerateArray()
            // The statistics of a new queue come a little later than the queue.
            .Where(queue => queue.TryGetProperty("messages", out var count) && count.GetInt64() > 0)
            .ToDictionary(queue => queue.GetProperty("name").GetString()!, queue => queue.GetProperty("messages").GetInt64());

    /// <summary>By queue what it holds, and whether anybody consumes it; for a person.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        [.. (await _api.GetFromJsonAsync<JsonElement>($"/api/queues/{_vhost}?columns=name,messages_ready,messages_unacknowledged,consumers")).EnumerateArray().Select(queue => queue.GetRawText())];

    /// <summary>Exchanges, queues and bindings, each as one line.</summary>
    public async Task<IReadOnlyList<string>> TopologyAsync()
    {
        var definitions = await _api.GetFromJsonAsync<JsonElement>($"/api/definitions/{_vhost}");
        return [.. new[] { "exchanges", "queues", "bindings" }.SelectMany(kind => definitions.GetProperty(kind).EnumerateArray().Select(item => $"{kind} {item.GetRawText()}")).Order(StringComparer.Ordinal)];
    }

    public Task<IConnection> ConnectAsync(string? user = null) => new ConnectionFactory
    {
        HostName = _amqp.Host,
        Port = _amqp.Port,
        VirtualHost = _vhost,
        UserName = user ?? "guest",
        Password = user is null ? "guest" : FlowForgeSystem.PasswordOf(user),
    }.CreateConnectionAsync();

    /// <summary>A foreign job manager's publish: plain JSON, persistent, confirmed; again until the broker has it.</summary>
    public async Task PublishAsync(string exchange, string body, string? contentType = null, string? user = "job-manager") =>
        await PublishAsync(exchange, Encoding.UTF8.GetBytes(body), contentType, user);

    public async Task PublishAsync(string exchange, byte[] body, string? contentType = null, string? user = "job-manager")
    {
        await using var connection = await ConnectAsync(user);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync(exchange, "", mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent, ContentType = contentType }, body);
    }

    /// <summary>Plain messages one after the other over one connection; returns when the broker has confirmed all.</summary>
    public async Task PublishAsync(string exchange, IEnumerable<PlainMessage> messages, string? user = "job-manager")
    {
        await using var connection = await ConnectAsync(user);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        // In order, but without waiting for each confirmation.
        var confirmed = new List<Task>();
        foreach (var message in messages)
        {
            var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, ContentType = message.ContentType, MessageId = message.Id };
            confirmed.Add(channel.BasicPublishAsync(exchange, "", mandatory: true, properties, message.Body).AsTask());
        }

        await Task.WhenAll(confirmed);
    }

    /// <summary>How many messages wait, by the queue itself: exact at once, where the management API's figures are seconds old.</summary>
    public async Task<uint> WaitingAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(queue);
    }

    /// <summary>All that waits in a queue, left where it is.</summary>
    public async Task<IReadOnlyList<WaitingMessage>> ReadAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        var found = new List<WaitingMessage>();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message)
        {
            var headers = message.BasicProperties.Headers?.ToDictionary(header => header.Key, header => header.Value is byte[] text ? Encoding.UTF8.GetString(text) : $"{header.Value}") ?? [];
            found.Add(new WaitingMessage(message.BasicProperties.MessageId, message.Body.ToArray(), headers));
        }

        return found;
    }

    /// <summary>The first message of a queue, left where it is; null where it is empty.</summary>
    public async Task<(string Body, IReadOnlyDictionary<string, string> Headers)?> PeekAsync(string queue)
    {
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            if (await channel.BasicGetAsync(queue, autoAck: false) is not { } found) return null;
            var headers = found.BasicProperties.Headers?.ToDictionary(header => header.Key, header => header.Value is byte[] text ? Encoding.UTF8.GetString(text) : $"{header.Value}") ?? [];
            return (Encoding.UTF8.GetString(found.Body.Span), headers);
        }
        catch (OperationInterruptedException)
        {
            return null; // No such queue.
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var answer = await _api.DeleteAsync(new Uri($"/api/vhosts/{_vhost}", UriKind.Relative));
        _api.Dispose();
    }

    public async Task PutAsync(string path, JsonNode body)
    {
        using var answer = await _api.PutAsJsonAsync($"/api/{path}", body);
        answer.EnsureSuccessStatusCode();
    }
}
