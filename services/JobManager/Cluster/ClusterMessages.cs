using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;

namespace FlowForge.JobManager.Cluster;

/// <summary>What is said of a Job in the cluster. All of it is derived from the Job, so that replicas which both say it say the same.</summary>
internal static class ClusterMessages
{
    /// <summary>By it an attempt that was announced from its Job is known from one that a job manager of its own announced, wherever it comes up again.</summary>
    public static string Correlation(JobId id, int attempt) => DerivedId.From("cluster-job", id.Value, attempt).ToString();

    public static bool IsOurs(JobRecord record) => record.Profile?.CorrelationId == Correlation(record.JobId, record.Attempt);

    public static JobStarted Started(ClusterJob job, JobId id) => new()
    {
        JobId = id.Value,
        Attempt = job.Attempt,
        StartedAt = job.StartedAt ?? job.CreatedAt,
        Organization = job.Organization,
        JobType = job.JobType,
        Namespace = job.Namespace,
        Timeout = Text(job.Annotations.Timeout),
        GracePeriod = Text(job.Annotations.GracePeriod),
        Retention = Text(job.Annotations.Ttl),
        Protected = job.IsHeld,
        AttemptLimit = Math.Max(job.Annotations.AttemptLimit ?? 1, job.Attempt),
        CorrelationId = Correlation(id, job.Attempt),
    };

    /// <param name="job">The attempt.</param>
    /// <param name="seen">What its runtime says.</param>
    /// <param name="record">What the registry knows of it. Null: nothing yet.</param>
    /// <param name="otherwiseAt">When it ended, where its runtime cannot tell.</param>
    public static JobFinished Finished(JobRef job, JobObservation seen, JobRecord? record, DateTimeOffset otherwiseAt) => new()
    {
        JobId = job.JobId.Value,
        Attempt = job.Attempt,
        FinishedAt = seen.FinishedAt ?? otherwiseAt,
        Outcome = seen is { Presence: JobPresence.Ended, ExitCode: 0 } ? JobOutcome.Succeeded
            // A cluster tells whole seconds: an end may look earlier than the request that brought it about.
            : record?.TerminationRequestedAt is not null ? JobOutcome.Terminated : JobOutcome.Failed,
        ExitCode = seen.ExitCode,
        Reason = seen.Presence == JobPresence.NotFound ? "its Job was deleted" : seen.Detail,
    };

    private static string? Text(TimeSpan? duration) => duration is { } value ? Durations.Format(value) : null;
}
