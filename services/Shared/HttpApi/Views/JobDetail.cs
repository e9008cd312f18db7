using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>One job, what is pending for it, the policy it runs under, and what has happened.</summary>
public sealed record JobDetail(JobView Job, PolicyView? Policy, IReadOnlyList<ScheduledStep> Scheduled, IReadOnlyList<AuditEntry> Timeline)
{
    public static JobDetail Of(JobRecord job, IReadOnlyList<ScheduledStep> scheduled, IReadOnlyList<AuditEntry> timeline)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobDetail(JobView.Of(job), job.Profile is { } profile ? PolicyView.Of(profile.Policy) : null, scheduled, timeline);
    }
}
