using System.Diagnostics;
using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;
using FlowForge.Testing.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FlowForge.Benchmarks;

/// <summary>The runtime over a cluster, and what goes over its connection.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private WatchedCluster(ServiceProvider services, TrafficCounter counter) => (_services, Counter) = (services, counter);

    public TrafficCounter Counter { get; }
    public TimeSpan Took { get; private set; }
    public IJobRuntime Runtime => _services.GetRequiredService<IJobRuntime>();

    /// <summary>Returns when all is listed.</summary>
    public static async Task<WatchedCluster> StartAsync(FakeCluster cluster, string @namespace, bool forJobManager, TimeSpan? watchFor = null)
    {
        var counter = new TrafficCounter();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new k8s.Kubernetes(cluster.Configuration, counter));
        services.AddKubernetesRuntime(options =>
        {
            options.Namespaces.Add(@namespace);
            options.CallTimeout = TimeSpan.FromMinutes(1);
            options.WatchFor = watchFor ?? options.WatchFor;
        });
        if (forJobManager) services.AddClusterJobs();
        var watched = new WatchedCluster(services.BuildServiceProvider(), counter);
        var watch = Stopwatch.StartNew();
        foreach (var service in watched._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        await Until.EverySecondAsync(() => Task.FromResult(watched._services.GetRequiredService<IClusterHealth>().Problem is null), TimeSpan.FromMinutes(5));
        watched.Took = watch.Elapsed;
        await watched.QuietAsync();
        return watched;
    }

    /// <summary>Returns when nothing has come for a second.</summary>
    public async Task QuietAsync()
    {
        var before = -1L;
        await Until.EverySecondAsync(() => Task.FromResult(before == (before = Counter.Bytes)), TimeSpan.FromMinutes(5));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
