using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Testing;
using MassTransit;

namespace FlowForge.Benchmarks;

/// <summary>Heartbeats from a filled quorum queue into the registry, against a consumer that does nothing with them.</summary>
internal static class HeartbeatsRabbitMqBenchmark
{
    private const double Claim = 0.6;
    private const int Count = 60_000;
    private const int Rounds = 3;

    public static async Task<bool> RunAsync()
    {
        await using var mongo = await OwnMongo.OpenAsync("heartbeats");
        var registry = mongo.Get<IJobRegistry>();
        var profile = new JobProfile { CorrelationId = "benchmark", Policy = new FakePolicies().Resolve(new PolicyRequest()) };
        var from = TimeProvider.System.Now().AddHours(-2);
        for (var job = 0; job < HeartbeatPreload.Jobs; job++) await registry.ApplyStartedAsync(new JobStart(HeartbeatPreload.Job(job), 1, from, profile));

        var empty = new HeartbeatDrain("empty batch consumer", (bus, vhost) =>
        {
            bus.AddConsumer<EmptyHeartbeatConsumer, EmptyHeartbeatConsumerDefinition>();
            bus.UsePlain(vhost);
        }, registry);
        var real = new HeartbeatDrain("JobHeartbeatConsumer to the registry", (bus, vhost) =>
        {
            bus.AddConsumer<JobHeartbeatConsumer, JobHeartbeatConsumerDefinition>();
            bus.UseOurs(vhost);
        }, registry);
        var complete = true;
        // In turns, so that what others do on the machine meets both; the first one is for warming up.
        for (var round = 0; round <= Rounds; round++)
        {
            var newest = await empty.RunAsync(Count, from.AddSeconds(1), counts: round > 0);
            complete &= await CountAtAsync(newest) == 0;
            await real.RunAsync(Count, from.AddSeconds(1), counts: round > 0);
            complete &= await CountAtAsync(newest) == HeartbeatPreload.Jobs;
            // Later heartbeats for the next round: what is known already would cost less to write.
            from = newest;
        }

        var share = real.PerSecond / empty.PerSecond;
        var held = complete && share >= Claim;
        Console.WriteLine($"{Count:N0} heartbeats of {HeartbeatPreload.Jobs} jobs in a quorum queue before the consumer starts; medians of {Rounds} rounds");
        Console.WriteLine(empty);
        Console.WriteLine(real);
        Console.WriteLine($"the registry holds the newest of every job: {(complete ? "yes" : "NO")}; {share:N2} of the empty consumer, at least {Claim}: {(held ? "yes" : "NO")}");
        return held;

        async Task<int> CountAtAsync(DateTimeOffset newest)
        {
            var at = 0;
            for (var job = 0; job < HeartbeatPreload.Jobs; job++)
                if ((await registry.FindAsync(HeartbeatPreload.Job(job)))?.LastHeartbeatAt == newest) at++;
            return at;
        }
    }
}
