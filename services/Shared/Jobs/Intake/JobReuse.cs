namespace FlowForge.Jobs;

/// <summary>
/// A job record keeps its first start. Asked where events come in, so that the sender is told, and again where they are applied:
/// the job may have ended in between.
/// </summary>
public static class JobReuse
{
    /// <summary>Null, or why a start cannot be one of this job: a second run under the same id and attempt would go unwatched.</summary>
    public static string? Problem(JobRecord? job, JobStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return job is { StartedAt: { } before, FinishedAt: { } ended } && job.Attempt == start.Attempt && before < start.StartedAt && ended < start.StartedAt
            ? $"'{job.JobId}' attempt {job.Attempt} ran before and ended at {ended:O}; give the new run an id of its own, or a higher attempt"
            : null;
    }
}
