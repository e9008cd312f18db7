using System.Text;
using System.Text.Json;
using FlowForge.Jobs;
using FlowForge.RabbitMq;
using RabbitMQ.Client;

namespace FlowForge.Integration.Tests;

/// <summary>Messages in the error queues of a real broker, seen by the user that the orphans service has.</summary>
public sealed class When_error_messages_are_orphaned(DevServers servers)
{
    private const string Queue = "lifecycle-job-started_error", Other = "timeouts-timeout-escalation_error";
    private static readonly DateTimeOffset Failed = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_only_the_one_go_and_nothing_else_however_often_it_is_looked_at()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        await PublishAsync(system, Queue,
        [
            .. Enumerable.Range(0, 30).Select(number => ($"m-{number}", $$$"""{"message":{"jobId":"job-{{{number}}}"}}""")),
            ("raw", """{"jobId":"raw-job"}"""), ("hostile", """{"jobId":"../job"}"""), ("broken", "garbage"), ("list", "[]"),
        ]);
        await PublishAsync(system, Other, [("m-1", """{"message":{"jobId":"job-1"}}""")]);
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Failed);
        var kind = await KindAsync(system, clock);

        var found = await ListAsync(kind);
        Assert.Equal(32, found.Count);
        Assert.All(found, one => Assert.Equal(Failed, one.ChangedAt));
        var seen = Assert.Single(found, one => one.Name == $"{Queue}/m-1");
        Assert.Equal("job-1", seen.JobId.Value);
        // More often than a queue of ours gives a message out before it gives it up.
        for (var scan = 0; scan < 30; scan++) Assert.Equal(32, (await ListAsync(kind)).Count);

        await kind.RemoveAsync(seen, DerivedId.From("orphan"), keep: true, _cancelled);
        await kind.RemoveAsync(seen, DerivedId.From("orphan"), keep: true, _cancelled);
        Assert.Null(await kind.InspectAsync(seen, _cancelled));
        // Also where it looks itself.
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await kind.InspectAsync(seen, _cancelled));
        Assert.NotNull(await kind.InspectAsync(found.Single(one => one.Name == $"{Other}/m-1"), _cancelled));

        Assert.Equal((HashSet<string>)[.. Enumerable.Range(0, 30).Where(number => number != 1).Select(number => $"m-{number}"), "raw", "hostile", "broken", "list"], (await IdsAsync(system, Queue)).ToHashSet());
        Assert.Equal(["m-1"], await IdsAsync(system, Other));
    }

    [Fact]
    public async Task Should_a_queue_that_is_not_there_be_an_error_and_not_empty()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        await using (var connection = await system.Broker.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync(cancellationToken: _cancelled)) await channel.QueueDeleteAsync(Queue, cancellationToken: _cancelled);

        Assert.Contains($"queue '{Queue}' could not be looked at", (await Assert.ThrowsAsync<IOException>(async () => await ListAsync(await KindAsync(system, TimeProvider.System)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_they_be_the_error_queues_of_the_topology()
    {
        using var topology = JsonDocument.Parse(File.ReadAllText(Path.Combine(DevScript.Root(), "infra/rabbitmq/definitions.json")));
        Assert.Equal(topology.RootElement.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("name").GetString()!).Where(name => name.EndsWith("_error", StringComparison.Ordinal)).Order(StringComparer.Ordinal), ErrorQueues.All.Order(StringComparer.Ordinal));
    }

    private static async Task<OwnedMessages> KindAsync(FlowForgeSystem system, TimeProvider clock)
    {
        var amqp = await system.AmqpOfAsync("orphans");
        return new OwnedMessages(new BrokerConnections(Microsoft.Extensions.Options.Options.Create(new RabbitMqOptions { Url = amqp.ToString() })), clock);
    }

    private static async Task PublishAsync(FlowForgeSystem system, string queue, IEnumerable<(string Id, string Body)> messages)
    {
        await using var connection = await system.Broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var (id, body) in messages)
        {
            var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, MessageId = id, Headers = new Dictionary<string, object?> { ["MT-Fault-Timestamp"] = Failed.ToString("O") } };
            await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
        }
    }

    /// <summary>They are given back.</summary>
    private static async Task<IReadOnlyList<string>> IdsAsync(FlowForgeSystem system, string queue)
    {
        var ids = new List<string>();
        await using var connection = await system.Broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        while (await channel.BasicGetAsync(queue, autoAck: false) is { } message) ids.Add(message.BasicProperties.MessageId!);
        return ids;
    }

    private async Task<List<OwnedResource>> ListAsync(OwnedMessages kind)
    {
        var all = new List<OwnedResource>();
        await foreach (var page in kind.ListAsync(_cancelled)) all.AddRange(page);
        return all;
    }
}
