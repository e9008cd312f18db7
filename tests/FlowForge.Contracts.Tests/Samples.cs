namespace FlowForge.Contracts.Tests;

/// <summary>One of each message, with every field set to something else than its default.</summary>
internal static class Samples
{
    private const string Correlation = "2f1c6a52-0d6e-8b7e-9c58-6d2f0f6b1a11";
    private static readonly Guid Id = new("5b0e0f3a-9d0e-8c2b-a1f4-3c5d7e9f1b2d");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);
    private static readonly CleanupPlanItem PlanItem = new() { Scope = "logs", DueAt = At.AddDays(7) };

    public static readonly IReadOnlyList<object> All =
    [
        new JobSubmitted
        {
            JobId = "job-42", Attempt = 2, SubmittedAt = At, Organization = "acme", JobType = "build", Namespace = "flowforge-jobs", Timeout = "2h",
            GracePeriod = "5m", Retention = "0s", Protected = true, AttemptLimit = 3, CorrelationId = Correlation,
        },
        new JobStarted
        {
            JobId = "job-42", Attempt = 2, StartedAt = At, Organization = "acme", JobType = "build", Namespace = "flowforge-jobs", Timeout = "PT15M",
            GracePeriod = "90s", Retention = "1h", Protected = true, AttemptLimit = 3, CorrelationId = Correlation,
        },
        new JobHeartbeat { JobId = "job-42", Attempt = 2, At = At, StateSaved = true },
        new JobFinished { JobId = "job-42", Attempt = 2, FinishedAt = At, Outcome = JobOutcome.Terminated, ExitCode = 143, Reason = "stopped by hand" },
        new TimeoutEscalation { JobId = "job-42", Attempt = 2, Generation = 1, Step = 1, Action = TimeoutAction.SoftKill, DueAt = At },
        new CleanupPlanItem { Scope = "runtime", DueAt = At },
        new CleanupDue { JobId = "job-42", Attempt = 2, DueAt = At, Plan = [new CleanupPlanItem { Scope = "runtime", DueAt = At }, PlanItem] },
        new TimeoutActionTaken
        {
            Id = Id, JobId = "job-42", Attempt = 2, Generation = 1, Step = 2, Action = TimeoutAction.HardKill, Result = TimeoutActionResult.AlreadyGone, At = At,
            DueAt = At.AddSeconds(-1), Reason = "ran 2h5m of 2h", Error = "none", Tries = 3, StateSavedAt = At.AddMinutes(-1), PolicySource = "job type build",
            InitiatedBy = "flowforge/timeouts", CorrelationId = Correlation,
        },
        new JobStageChanged
        {
            Id = Id, JobId = "job-42", Attempt = 2, Stage = LifecycleStage.PreStart, At = At, Reason = "submitted", Outcome = JobOutcome.Failed,
            Organization = "acme", JobType = "build", InitiatedBy = "flowforge/lifecycle", CorrelationId = Correlation,
        },
        new HookExecuted
        {
            Id = Id, JobId = "job-42", Attempt = 2, Stage = LifecycleStage.Failed, Hook = "notify", Success = false, Error = "exit code 1", Tries = 3, At = At,
            CorrelationId = Correlation,
        },
        new JobDeclaredDead
        {
            Id = Id, JobId = "job-42", Attempt = 2, LastHeartbeatAt = At.AddMinutes(-5), Cause = "no pods", At = At, InitiatedBy = "flowforge/recovery",
            CorrelationId = Correlation,
        },
        new JobRecoveryAttempted
        {
            Id = Id, JobId = "job-42", Attempt = 2, NextAttempt = 3, Cause = "no pods", Action = "recreate", Success = false, Error = "quota exceeded", At = At,
            InitiatedBy = "flowforge/recovery", CorrelationId = Correlation,
        },
        new JobRestartRequested
        {
            Id = Id, JobId = "job-42", Attempt = 2, NextAttempt = 3, Namespace = "flowforge-jobs", Cause = "no pods", At = At, InitiatedBy = "flowforge/recovery",
            CorrelationId = Correlation,
        },
        new OrphanDetected
        {
            Id = Id, ResourceType = "pod", ResourceName = "job-41-abcde", Namespace = "flowforge-jobs", JobId = "job-41", CreatedAt = At.AddHours(-3),
            FirstSeenAt = At.AddHours(-1), At = At, Reason = "no such job", DryRun = true, InitiatedBy = "flowforge/orphans",
        },
        new CleanupPerformed
        {
            Id = Id, JobId = "job-42", Attempt = 2, ResourceType = "secret", ResourceName = "job-42-token", Namespace = "flowforge-jobs", At = At, Success = false,
            Error = "forbidden", Try = 4, GaveUp = true, Reason = "failed, kept 24h", PolicySource = "organization acme", InitiatedBy = "flowforge/cleanup",
            CorrelationId = Correlation,
        },
    ];
}
