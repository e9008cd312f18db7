using System.Reflection;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Lifecycle.Tests;

public sealed class When_heartbeats_come
{
    private readonly CancellationToken _cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Should_cost_one_write_a_job_and_batch()
    {
        await using var harness = await ServiceHarness.StartAsync(bus => bus.AddLifecycle(), more: CountingRegistry.Register);
        var registry = (CountingRegistry)(object)harness.Registry;
        await harness.Bus.Publish(LifecycleHarness.Started("job"), _cancelled);
        var newest = TimeProvider.System.Now();
        var heartbeats = Enumerable.Range(0, 500).Select(i => new JobHeartbeat { JobId = "job", At = newest.AddSeconds(-i), StateSaved = i == 7 });

        await harness.Bus.PublishBatch(heartbeats, _cancelled);

        await Eventually.IsTrueAsync(async () => (await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled))?.LastHeartbeatAt == newest, "the newest heartbeat did not come");
        await Eventually.IsTrueAsync(async () => (await harness.Get<IMessageJournal>().ReadAsync(_cancelled)).All(entry => entry.Queue == "scheduler"), "heartbeats are still under way");
        Assert.Equal(newest.AddSeconds(-7), (await harness.Registry.FindAsync(JobId.Parse("job"), _cancelled))!.StateSavedAt);
        Assert.All(registry.Batches, marks => Assert.Equal(1, marks));
        Assert.InRange(registry.Batches.Count, 1, 50);
    }

    [Fact]
    public async Task Should_not_lose_the_good_ones_to_a_bad_one()
    {
        await using var harness = await LifecycleHarness.StartAsync();
        await harness.Bus.Publish(LifecycleHarness.Started("good"), _cancelled);
        var at = TimeProvider.System.Now();

        await harness.Bus.PublishBatch([new JobHeartbeat { JobId = "../../etc", At = at }, new JobHeartbeat { JobId = "good", At = at }], _cancelled);

        await Eventually.IsTrueAsync(async () => (await harness.Registry.FindAsync(JobId.Parse("good"), _cancelled))?.LastHeartbeatAt == at, "the good heartbeat was lost");
        await Eventually.IsTrueAsync(async () => (await harness.Audit.QueryAsync(new AuditQuery { Action = "dead_letter" }, _cancelled)).Count == 1, "the bad heartbeat is not in the audit");
    }

    /// <summary>The real registry, with a count of the marks in each batch of heartbeats.</summary>
    public class CountingRegistry : DispatchProxy
    {
        private IJobRegistry _real = null!;

        public System.Collections.Concurrent.ConcurrentQueue<int> Batches { get; } = new();

        public static void Register(IServiceCollection services)
        {
            var real = services.Last(service => service.ServiceType == typeof(IJobRegistry));
            services.Remove(real);
            services.AddSingleton(provider =>
            {
                var proxy = Create<IJobRegistry, CountingRegistry>();
                ((CountingRegistry)(object)proxy)._real = (IJobRegistry)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!);
                return proxy;
            });
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IJobRegistry.ApplyHeartbeatsAsync)) Batches.Enqueue(((IReadOnlyCollection<HeartbeatMark>)args![0]!).Count);
            return targetMethod.Invoke(_real, args);
        }
    }
}
