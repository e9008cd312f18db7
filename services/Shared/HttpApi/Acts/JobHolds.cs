using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>Holds jobs and releases them. Told in the audit before anybody is answered.</summary>
public sealed class JobHolds(IJobRegistry registry, IAuditStore audit, TimeProvider clock)
{
    /// <summary>The hold that stands stays.</summary>
    public async Task<JobRecord> HoldAsync(JobId jobId, string by, string reason, CancellationToken cancellationToken)
    {
        var job = await registry.HoldAsync(jobId, new JobHold(by, reason, clock.Now()), cancellationToken);
        // Of the one that stands: what whoever was cut short could not tell, the next who asks does.
        await audit.AppendAsync([Entry(job, "hold", job.Hold!.At, job.Hold.By, job.Hold.Reason)], cancellationToken);
        return job;
    }

    /// <summary>The job as it was held. Null: it was not.</summary>
    public async Task<JobRecord?> ReleaseAsync(JobId jobId, string by, string reason, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(jobId, cancellationToken) is not { Hold: { } hold } job) return null;
        // Told first: once it is released, nobody would find anything to tell of.
        await audit.AppendAsync([Entry(job, "release_hold", clock.Now(), by, $"{reason}; {hold}")], cancellationToken);
        await registry.ReleaseHoldAsync(jobId, cancellationToken);
        return job;
    }

    private static AuditEntry Entry(JobRecord job, string action, DateTimeOffset at, string by, string reason) => new()
    {
        Id = DerivedId.From(action, job.JobId, job.Hold!.By, job.Hold.At.ToUnixTimeMilliseconds()),
        Timestamp = at,
        JobId = job.JobId.Value,
        Attempt = job.Attempt,
        ResourceType = "job",
        ResourceName = job.JobId.Value,
        Action = action,
        Reason = reason,
        InitiatedBy = by,
        Success = true,
        CorrelationId = job.IsAnnounced ? job.CorrelationId : null,
    };
}
