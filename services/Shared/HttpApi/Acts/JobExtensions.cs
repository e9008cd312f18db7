using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>
/// Gives jobs a later deadline, at once or when a second person approves, as the policies in force say. Its timers follow by themselves: the
/// one that is pending fires, is dropped because the deadline has moved, and what the record says then is scheduled.
/// </summary>
public sealed class JobExtensions(IJobRegistry registry, IPolicies policies, IAuditStore audit, TimeProvider clock)
{
    /// <summary>Asking again with the same id extends once.</summary>
    public async Task<JobRecord> ExtendAsync(JobId jobId, Guid id, TimeSpan by, string reason, string who, CancellationToken cancellationToken)
    {
        var job = await FindAsync(jobId, cancellationToken);
        if (await SeenAsync(job, id, cancellationToken)) return job;
        EnsureFree(job);
        var asked = new JobExtension { Id = id, By = by, Reason = reason, RequestedBy = who, RequestedAt = clock.Now(), Generation = job.Generation, From = job.TimeoutAt!.Value, To = job.TimeoutAt.Value + by };
        if (ExtensionRules.Approval(job, policies) == ExtensionApproval.None) return await GiveAsync(job, asked, cancellationToken);

        await EnsureAllowedAsync(job, asked, cancellationToken);
        var standing = await registry.RequestExtensionAsync(jobId, job.Attempt, asked, cancellationToken);
        if (standing?.PendingExtension?.Id != id) throw Overtaken(standing, jobId);
        await audit.AppendAsync([ExtensionEntries.Requested(standing, asked)], cancellationToken);
        return standing;
    }

    /// <summary>Null: no such extension is pending.</summary>
    public async Task<JobRecord?> ApproveAsync(JobId jobId, Guid id, string who, CancellationToken cancellationToken)
    {
        var job = await FindAsync(jobId, cancellationToken);
        if (job.Extension is { IsGiven: true } given && given.Id == id)
        {
            await audit.AppendAsync([ExtensionEntries.Given(job, given)], cancellationToken);
            return job;
        }

        if (job.Extension?.Id != id) return null;
        EnsureFree(job);
        if (job.PendingExtension is not { } asked) return null;
        if (asked.RequestedBy == who)
        {
            var refusal = $"{who} asked for this extension, so somebody else has to approve it.";
            await audit.AppendAsync([ExtensionEntries.Refused(job, asked, who, refusal)], cancellationToken);
            throw new ExtensionRefusedException(refusal);
        }

        return await GiveAsync(job, asked with { ApprovedBy = who }, cancellationToken);
    }

    private async Task<JobRecord> GiveAsync(JobRecord job, JobExtension asked, CancellationToken cancellationToken)
    {
        var nextStep = await EnsureAllowedAsync(job, asked, cancellationToken);
        // The one before, if whoever gave it was cut short: this one takes its place in the record.
        if (job.Extension is { IsGiven: true } before) await audit.AppendAsync([ExtensionEntries.Given(job, before)], cancellationToken);
        var standing = await registry.ExtendAsync(job.JobId, job.Attempt, asked with { GivenAt = clock.Now() }, nextStep, cancellationToken);
        if (standing?.Extension is not { IsGiven: true } given || given.Id != asked.Id) throw Overtaken(standing, job.JobId);
        await audit.AppendAsync([ExtensionEntries.Given(standing, given)], cancellationToken);
        return standing;
    }

    /// <summary>Where the ladder goes on.</summary>
    private async Task<int> EnsureAllowedAsync(JobRecord job, JobExtension asked, CancellationToken cancellationToken)
    {
        var nextStep = ExtensionRules.NextStep(job, asked.To, clock.Now());
        var refusal = nextStep is null
            ? $"With a deadline at {asked.To:O} job {job.JobId} would be stopped at once all the same; ask for more."
            : ExtensionRules.Ceiling(job, asked.To - job.StartedAt!.Value, policies);
        if (refusal is null) return nextStep!.Value;
        await audit.AppendAsync([ExtensionEntries.Refused(job, asked, asked.ApprovedBy ?? asked.RequestedBy, refusal)], cancellationToken);
        throw new ExtensionRefusedException(refusal);
    }

    /// <summary>Whether this request was made before; then what whoever was cut short could not tell is told.</summary>
    private async Task<bool> SeenAsync(JobRecord job, Guid id, CancellationToken cancellationToken)
    {
        if (job.Extension is { } last && last.Id == id && (last.IsGiven || job.PendingExtension is not null))
        {
            await audit.AppendAsync([last.IsGiven ? ExtensionEntries.Given(job, last) : ExtensionEntries.Requested(job, last)], cancellationToken);
            return true;
        }

        if (await IsToldAsync(job, ExtensionEntries.Extend, id, cancellationToken)) return true;
        return await IsToldAsync(job, ExtensionEntries.Request, id, cancellationToken)
            ? throw new ExtensionRefusedException($"That request for job {job.JobId} was made before and is void: a newer one took its place, its deadline moved, or another attempt began. Make a new request.")
            : false;
    }

    private async Task<bool> IsToldAsync(JobRecord job, string action, Guid id, CancellationToken cancellationToken)
    {
        var told = await audit.QueryAsync(new AuditQuery { JobId = job.JobId.Value, Action = action, Success = true, Limit = 1_000 }, cancellationToken);
        var key = ExtensionEntries.IdOf(job.JobId, action, id);
        return told.Any(entry => entry.Id == key);
    }

    private async Task<JobRecord> FindAsync(JobId jobId, CancellationToken cancellationToken) =>
        await registry.FindAsync(jobId, cancellationToken) is { IsAnnounced: true } job ? job : throw new UnknownJobException(jobId);

    private static void EnsureFree(JobRecord job)
    {
        if (ExtensionRules.Problem(job) is { } problem) throw new ExtensionRefusedException(problem);
    }

    private static ExtensionRefusedException Overtaken(JobRecord? standing, JobId jobId) => new(
        standing is not null && ExtensionRules.Problem(standing) is { } problem
            ? problem
            : $"Job {jobId} changed in the same moment, and nothing was extended. Look at it and ask again.");
}
