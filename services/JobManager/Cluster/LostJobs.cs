using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.JobManager.Cluster;

/// <summary>Finds jobs whose Job was deleted while no job manager ran: no watch tells of them.</summary>
internal sealed class LostJobs(
    IJobRegistry registry, IJobRuntime runtime, IPublishEndpoint bus, IOptions<KubernetesOptions> options, TimeProvider clock, ILogger<LostJobs> logger)
{
    /// <summary>A Job that another replica announced just now may not have come with our watch yet.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    /// <returns>Whether some were too young to be judged.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var (now, young) = (clock.Now(), false);
        await foreach (var record in registry.ListUnsettledAsync(cancellationToken))
        {
            if (!record.IsRunning || !ClusterMessages.IsOurs(record)) continue;
            // Of a namespace that is no longer looked at nothing is known.
            if (record.Ref.Namespace is not { } place || !options.Value.Namespaces.Contains(place)) continue;
            var seen = await runtime.ObserveAsync(record.Ref, cancellationToken);
            if (seen.Presence != JobPresence.NotFound) continue;
            if (now - record.StartedAt < Young)
            {
                young = true;
                continue;
            }

            logger.LogWarning("Job {JobId} attempt {Attempt}: its Job was deleted while no job manager ran", record.JobId.Value, record.Attempt);
            await bus.Publish(ClusterMessages.Finished(record.Ref, seen, record, now), cancellationToken);
        }

        return young;
    }
}
