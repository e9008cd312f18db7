using FlowForge.Jobs;
using FlowForge.Testing;
using RabbitMQ.Client;

namespace FlowForge.Integration.Tests;

/// <summary>No code of ours reads such a message to its end; so the broker has to give it up.</summary>
public sealed class When_a_message_kills_whoever_takes_it(DevServers servers)
{
    private const string Queue = "lifecycle-job-started";

    /// <summary>Above the limit of the policy "work".</summary>
    private const int Deaths = 25;

    [Fact]
    public async Task Should_be_given_up_by_the_broker_kept_for_a_person_and_written_down_once()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        await system.AddAsync("Audit", 1);
        await system.ReadyAsync();
        await system.Broker.PublishAsync("flowforge.job-started", """{"jobId":"deadly","startedAt":"2026-03-01T12:00:00Z"}""");
        var deaths = 0;
        while (deaths < Deaths && await DieAsync(system)) deaths++;
        Assert.InRange(deaths, 20, 21);

        var entry = Assert.Single(await Eventually.GetAsync(async () => await system.Audit.QueryAsync(new AuditQuery { Action = "dead_letter" }) is [_, ..] found ? found : null, "it is not in the audit"));
        Assert.Contains("delivery_limit", entry.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(Queue, entry.ResourceName, StringComparison.Ordinal);
        Assert.Equal("deadly", entry.JobId);
        Assert.Equal(0u, await system.Broker.WaitingAsync("audit-dead-letter"));
        // The management API counts some seconds behind.
        await Eventually.IsTrueAsync(async () => await system.CommandAsync("topology", "status") is (1, var said) && said.Contains("flowforge.dead-letter", StringComparison.Ordinal), "the status does not tell");
    }

    /// <summary>Takes the message and is gone without a word; false where the broker has given it up.</summary>
    private static async Task<bool> DieAsync(FlowForgeSystem system)
    {
        var connection = await system.Broker.ConnectAsync();
        var channel = await connection.CreateChannelAsync();
        var taken = false;
        // It takes the broker a moment to put back what the one before had.
        await Eventually.IsTrueAsync(async () => (taken = await channel.BasicGetAsync(Queue, autoAck: false) is not null) || await system.Broker.WaitingAsync("flowforge.dead-letter") == 1, "it neither comes again nor is in flowforge.dead-letter");
        await connection.AbortAsync(200, "killed", TimeSpan.Zero);
        await connection.DisposeAsync();
        return taken;
    }
}
