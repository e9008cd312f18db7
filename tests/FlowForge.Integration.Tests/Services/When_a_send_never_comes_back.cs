using FlowForge.Integration.Tests.Storage;
using FlowForge.Testing;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests;

/// <summary>The network swallows the answer to a declaration: who sends on that channel waits, some for ever, and heeds nobody.</summary>
public sealed class When_a_send_never_comes_back(DevServers servers)
{
    private static readonly string[] Jobs = ["first", "second", "third", "fourth"];

    [Fact]
    public async Task Should_a_job_manager_end_by_itself_and_its_next_run_take_up_what_it_had_in_hand()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        using var gate = await GateAsync();
        await system.AddAsync("Lifecycle", 1);
        var manager = await system.AddAsync("JobManager", 1, Behind(system, gate));
        await system.ReadyAsync();

        gate.Silent = true;
        await Task.WhenAll(Jobs.Select(job => system.SubmitAsync(job, "true", timeout: "1h")));
        await AssertEndsAsync(manager, gate);
        manager.Start();
        foreach (var job in Jobs) await system.SeeAsync(job, seen => seen.IsFinished, "was not taken up");
    }

    [Fact]
    public async Task Should_a_consumer_end_by_itself_and_its_next_run_take_up_what_it_had_in_hand()
    {
        await using var system = await FlowForgeSystem.DeployAsync(servers);
        using var gate = await GateAsync();
        var mongo = MongoUrl.Create(await servers.MongoAsync()).Server;
        using var database = new TcpGate(mongo.Host, mongo.Port);
        database.Open();
        var lifecycle = await system.AddAsync("Lifecycle", 1, new Dictionary<string, string>(Behind(system, gate)) { ["MONGODB__CONNECTIONSTRING"] = $"mongodb://127.0.0.1:{database.Port}", ["MONGODB__SERVERSELECTIONTIMEOUT"] = "1s" });
        await system.ReadyAsync();

        // Held back by the database until nothing comes through to the broker.
        database.Dispose();
        foreach (var job in Jobs) await system.Broker.PublishAsync("flowforge.job-started", $$"""{"jobId":"{{job}}","startedAt":"2026-01-01T00:00:00Z"}""");
        await Eventually.IsTrueAsync(async () => await system.Broker.WaitingAsync("lifecycle-job-started") == 0, "they were not taken");
        gate.Silent = true;
        database.Open();
        foreach (var job in Jobs) await system.SeeAsync(job, seen => seen.IsRunning, "was not taken");
        await AssertEndsAsync(lifecycle, gate);
        lifecycle.Start();
        await Eventually.IsTrueAsync(async () => await system.Broker.WaitingAsync("lifecycle-job-started") == 0 && await system.Broker.WaitingAsync("audit-job-stage-changed") >= 2 * Jobs.Length, "not all was told");
    }

    private async Task<TcpGate> GateAsync()
    {
        var broker = await servers.AmqpAsync();
        var gate = new TcpGate(broker.Host, broker.Port);
        gate.Open();
        return gate;
    }

    private static async Task AssertEndsAsync(ServiceProcess service, TcpGate gate)
    {
        await Eventually.IsTrueAsync(() => service.Log.Contains("ExchangeDeclareAsync", StringComparison.Ordinal), "the transport has not given up the declaration");
        gate.Silent = false;
        Assert.Equal(1, await service.EndAsync());
        Assert.Contains("has to be started again", service.Log, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Behind(FlowForgeSystem system, TcpGate gate) => new()
    {
        ["RABBITMQ__URL"] = $"amqp://127.0.0.1:{gate.Port}/{system.Name}",
        ["RABBITMQ__PATIENCE"] = "10s",
        ["SHUTDOWNTIMEOUT"] = "2s",
    };
}
