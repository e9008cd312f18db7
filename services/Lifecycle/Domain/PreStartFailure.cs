using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Lifecycle;

/// <summary>A pre_start hook failed for a job that runs already: its deadline becomes now, so the escalation ladder ends it.</summary>
public static class PreStartFailure
{
    public static async Task<JobRecord?> EndAsync(IJobRegistry registry, JobRecord job, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(job);
        // A redelivery finds the deadline moved already; moving it again would start the ladder over.
        if (job.TerminationReason == reason && job.Generation > 0) return job;
        var steps = job.Profile!.Policy.Escalation;
        var firstKill = steps.TakeWhile(step => step.Action == TimeoutAction.Warn).Count();
        await registry.RequestTerminationAsync(job.JobId, job.Attempt, job.Generation, now, reason, cancellationToken);
        return await registry.MoveDeadlineAsync(job.JobId, job.Attempt, job.Generation, now, firstKill, cancellationToken);
    }
}
