using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>When a job's deadline may be moved, and where its ladder then goes on.</summary>
internal static class ExtensionRules
{
    /// <summary>Null, or why the job as it stands cannot be given more time.</summary>
    public static string? Problem(JobRecord job) => job switch
    {
        { IsFinished: true } => $"Job {job.JobId} has ended at {job.FinishedAt:O}; there is nothing to extend.",
        { IsRunning: false } or { TimeoutAt: null } => $"Job {job.JobId} does not run yet, so it has no deadline that could be moved.",
        { TerminationRequestedAt: { } since } => $"Job {job.JobId} is being stopped since {since:O} ({job.TerminationReason}); that cannot be undone.",
        _ => null,
    };

    /// <summary>Null, or which limit of the policies in force a run time that long would break.</summary>
    public static string? Ceiling(JobRecord job, TimeSpan total, IPolicies policies)
    {
        if (total > Durations.Longest) return $"Job {job.JobId} would run {Durations.Format(total)} in all; nothing may run longer than {Durations.Format(Durations.Longest)}.";
        var policy = policies.Resolve(Asked(job) with { Timeout = total });
        if (policy.Timeout >= total) return null;
        var note = policy.Explanation.FirstOrDefault(value => value.Key == "timeout")?.Note;
        return $"Job {job.JobId} would run {Durations.Format(total)} in all, and the policies in force allow {Durations.Format(policy.Timeout)}{(note is null ? "" : $" ({note})")}.";
    }

    public static ExtensionApproval Approval(JobRecord job, IPolicies policies) => policies.Resolve(Asked(job)).ExtensionApproval;

    /// <summary>The first step whose time still lies ahead. Null: the job would be stopped at once all the same.</summary>
    public static int? NextStep(JobRecord job, DateTimeOffset deadline, DateTimeOffset now)
    {
        var ladder = job.Profile!.Policy.Escalation;
        var stop = ladder.FirstOrDefault(step => step.Action != TimeoutAction.Warn);
        if (deadline <= now || (stop is not null && deadline + stop.Offset <= now)) return null;
        var passed = ladder.TakeWhile(step => deadline + step.Offset <= now).Count();
        return passed;
    }

    private static PolicyRequest Asked(JobRecord job) => new() { Organization = job.Profile!.Organization, JobType = job.Profile.JobType };
}
