using FlowForge.Jobs;
using FlowForge.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace FlowForge.Integration.Tests;

public sealed class When_the_topology_is_deployed(DeployedSystem shared, DevServers servers) : IClassFixture<DeployedSystem>
{
    [Fact]
    public async Task Should_be_all_that_the_services_need_and_change_nothing_when_deployed_again()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        var deployed = await system.Broker.TopologyAsync();
        Assert.NotEmpty(deployed);
        var (again, output) = await system.CommandAsync("topology", "deploy");
        Assert.True(again == 0, output);
        Assert.Equal(deployed, await system.Broker.TopologyAsync());

        await system.StartServicesAsync(replicas: 2);
        await system.AddAsync("Api", 1);
        await system.ReadyAsync();
        await system.SubmitAsync("ignores", "trap '' TERM; sleep 300 & wait; sleep 300", timeout: "2s", grace: "1s", retention: "1s");
        await system.Broker.PublishAsync("flowforge.job-finished", """{"jobId":"../hostile"}""");
        await system.SeeAsync("ignores", job => job.IsCleanedUp, "is not cleaned up");
        await Eventually.IsTrueAsync(async () => (await system.Audit.QueryAsync(new AuditQuery { Action = "dead_letter" })).Count == 1, "the fault is not in the audit");
        // definitions.json is what MassTransit declares, no more and no less.
        Assert.Equal(deployed, await system.Broker.TopologyAsync());
    }

    /// <summary>What each may do, in what a client may try: declare a queue, read a queue, publish to an exchange.</summary>
    [Theory]
    [InlineData("job-manager", "publish", "flowforge.job-started", true)]
    [InlineData("job-manager", "publish", "flowforge.job-heartbeat", true)]
    [InlineData("job-manager", "publish", "flowforge.job-finished", true)]
    [InlineData("job-manager", "publish", "flowforge.job-submitted", true)]
    [InlineData("job-manager", "publish", "flowforge.cleanup-performed", false)]
    [InlineData("job-manager", "publish", "flowforge.timeout-escalation", false)]
    [InlineData("job-manager", "publish", "timeouts-timeout-escalation", false)]
    [InlineData("job-manager", "publish", "scheduler", false)]
    [InlineData("job-manager", "publish", "", false)]
    [InlineData("job-manager", "publish", "flowforge.job-restart-requested", false)]
    [InlineData("job-manager", "read", "job-manager-restart-requested", false)]
    [InlineData("job-manager", "declare", "job-manager.own", false)]
    [InlineData("job-manager", "read", "lifecycle-job-started", false)]
    [InlineData("job-manager", "purge", "lifecycle-job-started", false)]
    [InlineData("job-manager", "delete", "lifecycle-job-started", false)]
    [InlineData("subscriber", "declare", "subscriber.x", true)]
    [InlineData("subscriber", "bind", "flowforge.cleanup-performed", true)]
    [InlineData("subscriber", "bind", "flowforge.timeout-action-taken", true)]
    [InlineData("subscriber", "bind", "flowforge.job-restart-requested", true)]
    [InlineData("subscriber", "bind", "flowforge.job-started", false)]
    [InlineData("subscriber", "declare", "lifecycle-more", false)]
    [InlineData("subscriber", "publish", "flowforge.job-started", false)]
    [InlineData("subscriber", "publish", "flowforge.cleanup-performed", false)]
    [InlineData("subscriber", "read", "audit-cleanup-performed", false)]
    [InlineData("subscriber", "read", "flowforge.unroutable", false)]
    [InlineData("timeouts", "read", "timeouts-timeout-escalation", true)]
    [InlineData("timeouts", "read", "audit-timeout-action-taken", false)]
    [InlineData("timeouts", "read", "scheduler", false)]
    [InlineData("timeouts", "publish", "flowforge.timeout-action-taken", true)]
    [InlineData("timeouts", "publish", "flowforge.cleanup-performed", false)]
    [InlineData("cleanup", "publish", "flowforge.cleanup-performed", true)]
    [InlineData("cleanup", "publish", "flowforge.job-started", false)]
    [InlineData("cleanup", "read", "timeouts-timeout-escalation", false)]
    [InlineData("scheduler", "publish", "cleanup-cleanup-due", true)]
    [InlineData("scheduler", "publish", "flowforge.cleanup-performed", false)]
    [InlineData("scheduler", "publish", "flowforge.job-restart-requested", true)]
    [InlineData("scheduler", "publish", "job-manager-restart-requested", false)]
    [InlineData("orphans", "read", "lifecycle-job-started_error", true)]
    [InlineData("orphans", "read", "lifecycle-job-started", false)]
    [InlineData("orphans", "read", "flowforge.unroutable", false)]
    [InlineData("orphans", "publish", "flowforge.orphan-detected", true)]
    [InlineData("orphans", "publish", "flowforge.cleanup-performed", true)]
    [InlineData("orphans", "publish", "flowforge.job-finished", false)]
    [InlineData("orphans", "publish", "scheduler", false)]
    [InlineData("recovery", "publish", "flowforge.job-declared-dead", true)]
    [InlineData("recovery", "publish", "flowforge.job-recovery-attempted", true)]
    [InlineData("recovery", "publish", "flowforge.job-finished", true)]
    [InlineData("recovery", "publish", "scheduler", true)]
    [InlineData("recovery", "publish", "flowforge.job-restart-requested", false)]
    [InlineData("recovery", "publish", "flowforge.job-started", false)]
    [InlineData("recovery", "publish", "timeouts-timeout-escalation", false)]
    [InlineData("recovery", "read", "job-manager-restart-requested", false)]
    [InlineData("local-job-manager", "read", "job-manager-restart-requested", true)]
    [InlineData("local-job-manager", "publish", "flowforge.job-restart-requested", false)]
    [InlineData("local-job-manager", "read", "lifecycle-job-started", false)]
    [InlineData("lifecycle", "read", "lifecycle-job-started", true)]
    [InlineData("lifecycle", "publish", "timeouts-timeout-escalation", false)]
    [InlineData("audit", "read", "audit-fault", true)]
    [InlineData("audit", "publish", "flowforge.cleanup-performed", false)]
    [InlineData("audit", "publish", "scheduler", false)]
    [InlineData("api", "publish", "flowforge.job-started", true)]
    [InlineData("api", "read", "lifecycle-job-started", false)]
    [InlineData("api", "publish", "scheduler", false)]
    public async Task Should_let_each_user_do_what_it_must_and_no_more(string user, string act, string what, bool allowed)
    {
        var system = await shared.SystemAsync();
        await using var connection = await system.Broker.ConnectAsync(user);
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        await using var channel = await connection.CreateChannelAsync(options);
        var refusal = await Record.ExceptionAsync(() => TryAsync(channel, act, what));
        if (allowed) Assert.Null(refusal);
        else Assert.Equal(403, (int?)Assert.IsAssignableFrom<OperationInterruptedException>(refusal).ShutdownReason?.ReplyCode);
    }

    private static async Task TryAsync(IChannel channel, string act, string what)
    {
        switch (act)
        {
            case "publish": await channel.BasicPublishAsync(what, "lifecycle-job-started", mandatory: false, new BasicProperties(), ReadOnlyMemory<byte>.Empty); break;
            case "declare": await channel.QueueDeclareAsync(what, durable: true, exclusive: false, autoDelete: false); break;
            case "read": await channel.BasicGetAsync(what, autoAck: false); break;
            case "purge": await channel.QueuePurgeAsync(what); break;
            case "delete": await channel.QueueDeleteAsync(what); break;
            case "bind":
                var queue = await channel.QueueDeclareAsync($"subscriber.to-{what}", durable: true, exclusive: false, autoDelete: false);
                await channel.QueueBindAsync(queue.QueueName, what, "");
                break;
            default: throw new ArgumentOutOfRangeException(nameof(act), act, "no such act");
        }
    }
}
