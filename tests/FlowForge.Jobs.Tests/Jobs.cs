using FlowForge.Contracts;

namespace FlowForge.Jobs.Tests;

/// <summary>A job of two hours with five minutes of grace, started at <see cref="Start"/>.</summary>
internal static class Jobs
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly ResolvedPolicy Policy = new()
    {
        Timeout = TimeSpan.FromHours(2),
        GracePeriod = TimeSpan.FromMinutes(5),
        Escalation = [Step(-24, TimeoutAction.Warn), Step(0, TimeoutAction.SoftKill), Step(5, TimeoutAction.HardKill), Step(10, TimeoutAction.ForceDelete)],
        Retention = new Dictionary<JobOutcome, TimeSpan>
        {
            [JobOutcome.Succeeded] = TimeSpan.FromHours(1),
            [JobOutcome.Failed] = TimeSpan.FromHours(24),
            [JobOutcome.Terminated] = TimeSpan.FromHours(48),
        },
        ArtifactRetention = new Dictionary<string, TimeSpan> { [CleanupScopes.Logs] = TimeSpan.FromDays(7) },
        Explanation = [],
    };

    public static readonly JobRecord Announced = new()
    {
        JobId = JobId.Parse("job-1"),
        Attempt = 1,
        FirstSeenAt = Start,
        Profile = new JobProfile { CorrelationId = "c-1", Policy = Policy },
    };

    public static readonly JobRecord Running = Announced with { StartedAt = Start, TimeoutAt = Start.AddHours(2) };

    public static EscalationStep Step(int minutes, TimeoutAction action) => new() { Offset = TimeSpan.FromMinutes(minutes), Action = action };

    public static JobRecord Finished(JobOutcome outcome) => Running with { FinishedAt = Start.AddHours(1), ReportedOutcome = outcome };

    public static JobRecord With(this JobRecord job, Func<ResolvedPolicy, ResolvedPolicy> change) =>
        job with { Profile = job.Profile! with { Policy = change(job.Profile!.Policy) } };
}
