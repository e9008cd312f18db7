using System.Diagnostics;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Testing;

namespace FlowForge.Benchmarks;

/// <summary>Heartbeats of many jobs from publishing until the registry holds the newest of each.</summary>
internal static class HeartbeatsBenchmark
{
    private const int Jobs = 1_000;
    private const int Beats = 30;
    private const int Publishers = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<bool> RunAsync()
    {
        await using var harness = await ServiceHarness.StartAsync(bus => bus.AddLifecycle());
        var profile = new JobProfile { CorrelationId = "benchmark", Policy = harness.Policies.Resolve(new PolicyRequest()) };
        var start = TimeProvider.System.Now().AddMinutes(-30);
        await Parallel.ForAsync(0, Jobs, async (job, cancellationToken) =>
            await harness.Registry.ApplyStartedAsync(new JobStart(Id(job), 1, start, profile), cancellationToken));

        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Jobs * Beats, new ParallelOptions { MaxDegreeOfParallelism = Publishers }, async (number, cancellationToken) =>
            await harness.Bus.Publish(new JobHeartbeat { JobId = Id(number % Jobs).Value, At = start.AddSeconds(1 + (number / Jobs)) }, cancellationToken));
        var published = watch.Elapsed;
        for (var job = 0; job < Jobs; job++)
        {
            var id = Id(job);
            await Eventually.IsTrueAsync(async () => (await harness.Registry.FindAsync(id))?.LastHeartbeatAt == start.AddSeconds(Beats), $"job {id} has not its last heartbeat", Patience);
        }
        Console.WriteLine($"{Jobs * Beats:N0} heartbeats of {Jobs:N0} jobs: {Jobs * Beats / watch.Elapsed.TotalSeconds:N0}/s from publishing to the registry (published at {Jobs * Beats / published.TotalSeconds:N0}/s)");
        return true;
    }

    private static JobId Id(int job) => JobId.Parse($"job-{job}");
}
