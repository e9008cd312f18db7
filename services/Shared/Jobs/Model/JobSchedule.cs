using FlowForge.Contracts;

namespace FlowForge.Jobs;

/// <summary>
/// What must be pending for a job, computed from its record alone. So it does not matter which event, redelivery or restart asks:
/// the answer is the same, and a lost schedule can be made again from the registry.
/// </summary>
public static class JobSchedule
{
    private static readonly TimeSpan LongestRepeat = TimeSpan.FromHours(1);

    /// <summary>So long what a dead job left waits for its next attempt at least, whatever its retention: whoever starts that attempt may need it.</summary>
    private static readonly TimeSpan NextAttemptTakes = TimeSpan.FromHours(1);

    /// <summary>The next step of the ladder, while the job runs.</summary>
    public static TimeoutEscalation? NextEscalation(JobRecord job)
    {
        if (!job.IsRunning || job is not { Profile.Policy: { } policy, TimeoutAt: { } timeoutAt }) return null;
        // A protected job's ladder is gone through once, so that the audit shows what was not done; repeating that says nothing new.
        if (job.Profile.Protected && job.NextStep >= policy.Escalation.Count) return null;
        if (StepAt(policy, job.NextStep) is not { } step) return null;
        return new TimeoutEscalation
        {
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            Generation = job.Generation,
            Step = job.NextStep,
            Action = step.Action,
            DueAt = DueAt(job, policy, step, timeoutAt),
        };
    }

    /// <summary>What is still to be removed, once the job has ended.</summary>
    public static CleanupDue? NextCleanup(JobRecord job)
    {
        if (job is not { Profile: { Protected: false, Policy: { } policy }, FinishedAt: { } finishedAt, Outcome: { } outcome }) return null;
        var plan = CleanupScopes.All
            .Select(scope => (scope, due: job.Cleanup.TryGetValue(scope, out var tried) ? tried.NextTryAt : finishedAt + KeptFor(job, policy.RetentionOf(scope, outcome))))
            .Where(item => item.due is not null)
            .Select(item => new CleanupPlanItem { Scope = item.scope, DueAt = item.due!.Value })
            .OrderBy(item => item.DueAt)
            .ToList();
        if (plan.Count == 0) return null;
        return new CleanupDue { JobId = job.JobId.Value, Attempt = job.Attempt, DueAt = plan[0].DueAt, Plan = plan };
    }

    private static TimeSpan KeptFor(JobRecord job, TimeSpan retention) =>
        job.Silence?.DeadAt is not null && job.Attempt < job.Profile!.AttemptLimit && retention < NextAttemptTakes ? NextAttemptTakes : retention;

    /// <summary>
    /// At its place relative to the deadline; but a step that follows a kill keeps its distance from when that kill was really
    /// sent, so that a late soft kill (FlowForge was down) still leaves the job its whole grace period.
    /// </summary>
    private static DateTimeOffset DueAt(JobRecord job, ResolvedPolicy policy, EscalationStep step, DateTimeOffset timeoutAt)
    {
        var planned = timeoutAt + step.Offset;
        if (job.LastStepAt is not { } last || StepAt(policy, job.NextStep - 1) is not { Action: not TimeoutAction.Warn } before) return planned;
        var kept = last + (step.Offset - before.Offset);
        return kept > planned ? kept : planned;
    }

    /// <summary>
    /// The step with that number. Beyond its end a ladder that kills repeats its last step, one grace period later, then two, four, …,
    /// at most an hour apart: a job that survived everything is not forgotten.
    /// </summary>
    public static EscalationStep? StepAt(ResolvedPolicy policy, int number)
    {
        if (number < policy.Escalation.Count) return policy.Escalation[number];
        if (policy.Escalation is not [.., { Action: not TimeoutAction.Warn } last]) return null;
        var offset = last.Offset;
        for (var repeat = 0; repeat <= number - policy.Escalation.Count; repeat++)
        {
            // In floating point until it is bounded: a grace period of days, doubled twenty times, is beyond TimeSpan.
            var pause = policy.GracePeriod.TotalMilliseconds * Math.Pow(2, Math.Min(repeat, 20));
            offset += TimeSpan.FromMilliseconds(Math.Min(pause, LongestRepeat.TotalMilliseconds));
        }
        return last with { Offset = offset };
    }
}
