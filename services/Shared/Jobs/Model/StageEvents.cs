using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>Says that a job entered a stage, under the id that the same entry always has.</summary>
public static class StageEvents
{
    public static JobStageChanged Entered(JobRecord job, LifecycleStage stage, DateTimeOffset at, string? reason, string initiatedBy)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobStageChanged
        {
            Id = DerivedId.From("stage", job.JobId, job.Attempt, stage),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            Stage = stage,
            At = at,
            Reason = reason,
            Outcome = job.Outcome,
            Organization = job.Profile?.Organization,
            JobType = job.Profile?.JobType,
            InitiatedBy = initiatedBy,
            CorrelationId = job.CorrelationId,
        };
    }

    /// <summary>What the hooks of the stage are told.</summary>
    public static StageEntry EntryOf(JobStageChanged change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new StageEntry
        {
            JobId = JobId.Parse(change.JobId),
            Attempt = change.Attempt,
            Stage = change.Stage,
            At = change.At,
            Organization = change.Organization,
            JobType = change.JobType,
            Outcome = change.Outcome,
            Reason = change.Reason,
            CorrelationId = change.CorrelationId ?? DerivedId.Correlation(change.JobId, change.Attempt),
        };
    }
}
