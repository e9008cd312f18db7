using FlowForge.Jobs;
using FlowForge.Lifecycle;
using FlowForge.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Benchmarks;

/// <summary>One consumer of heartbeats on a quorum queue that was filled before it started.</summary>
internal sealed class HeartbeatDrain(string name, Action<IBusRegistrationConfigurator, Uri> bus, IJobRegistry registry)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Queue = ((IConsumerDefinition<JobHeartbeatConsumer>)new JobHeartbeatConsumerDefinition()).GetEndpointName(DefaultEndpointNameFormatter.Instance);
    private readonly List<double> _rates = [];

    public double PerSecond => Figures.Median(_rates);

    public override string ToString() => $"{name}: {PerSecond:N0}/s (rounds {string.Join(" ", _rates.Select(rate => $"{rate:N0}"))})";

    /// <summary>The empty consumer leaves no trace in the registry.</summary>
    public async Task<DateTimeOffset> RunAsync(int count, DateTimeOffset from, bool counts)
    {
        await using var vhost = await RabbitMqVhost.CreateAsync("heartbeats");
        // Makes the queue, with its arguments as MassTransit wants them.
        await using (await StartAsync(vhost, new ReceiveCount(0))) { }
        var newest = await HeartbeatPreload.FillAsync(vhost.Address, Queue, count, from);

        var received = new ReceiveCount(count);
        await using (await StartAsync(vhost, received))
        {
            var took = await received.All.WaitAsync(Patience);
            if (counts) _rates.Add(count / took.TotalSeconds);
        }
        return newest;
    }

    private async Task<Stop> StartAsync(RabbitMqVhost vhost, ReceiveCount received) => new(await RabbitMqHost.StartAsync(services =>
    {
        services.AddSingleton(registry);
        services.AddSingleton<IPolicies, FakePolicies>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<JobLifecycle>();
        services.AddReceiveObserver(_ => received);
    }, configurator => bus(configurator, vhost.Address)));

    private sealed record Stop(IHost Host) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Host.StopAsync();
            Host.Dispose();
        }
    }
}
