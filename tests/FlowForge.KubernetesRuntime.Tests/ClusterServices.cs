using FlowForge.Audit;
using FlowForge.Cleanup;
using FlowForge.JobManager;
using FlowForge.Lifecycle;
using FlowForge.Scheduler;
using FlowForge.Testing;
using FlowForge.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime.Tests;

/// <summary>The services as they are, over the runtime of a cluster.</summary>
internal static class ClusterServices
{
    /// <param name="cluster">Where jobs run.</param>
    /// <param name="jobManager">Whether the cluster's job manager is one of them.</param>
    /// <param name="options">Options by key.</param>
    /// <param name="folder">The data folder; by default one that goes with the services.</param>
    public static Task<ServiceHarness> StartAsync(TestCluster cluster, bool jobManager = true, Dictionary<string, string?>? options = null, string? folder = null)
    {
        var all = new Dictionary<string, string?> { ["options:cleanup:retryDelay"] = "200ms", ["options:clusterJobs:headStart"] = "0s", ["options:clusterJobs:lostEndAfter"] = "1s" };
        foreach (var (key, value) in options ?? []) all[key] = value;
        return ServiceHarness.StartAsync(
            bus =>
            {
                bus.AddLifecycle();
                bus.AddScheduler();
                bus.AddTimeouts();
                bus.AddCleanup();
                bus.AddAudit();
                if (jobManager) bus.AddJobRestarts();
            },
            all, folder,
            services =>
            {
                services.AddSingleton(cluster.Runtime);
                if (!jobManager) return;
                services.AddSingleton(cluster.Get<IClusterJobs>());
                services.AddSingleton(cluster.Get<IOptions<KubernetesOptions>>());
                services.AddClusterJobManager();
            });
    }
}
