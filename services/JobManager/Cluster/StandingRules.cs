using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;

namespace FlowForge.JobManager.Cluster;

/// <summary>Compares a Job with the record of its job id.</summary>
internal static class StandingRules
{
    /// <param name="job">The Job.</param>
    /// <param name="record">What the registry has under its job id. Null: nothing.</param>
    /// <param name="usual">The namespace of jobs that name none.</param>
    public static Standing Of(ClusterJob job, JobRecord? record, string usual) => record switch
    {
        // Heartbeats or an end that wait for their job's announcement announce nothing.
        null or { IsAnnounced: false } => Standing.Unannounced,
        _ when (record.Ref.Namespace ?? usual) != job.Namespace => Standing.Elsewhere,
        _ when record.Attempt < job.Attempt => Standing.Unannounced,
        _ when record.Attempt > job.Attempt => Standing.Settled,
        _ when record.FinishedAt < job.StartedAt => Standing.UsedBefore,
        { IsFinished: true } => Standing.Settled,
        _ => ClusterMessages.IsOurs(record) ? Standing.Ours : Standing.Theirs,
    };
}
