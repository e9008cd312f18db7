using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Recovery;

/// <summary>What recovery tells, under ids that the same cause always has.</summary>
public static class RecoveryEvents
{
    public const string Actor = "flowforge/recovery";

    public static JobDeclaredDead DeclaredDead(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobDeclaredDead
        {
            Id = DerivedId.From("dead", job.JobId, job.Attempt),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            LastHeartbeatAt = job.LastHeartbeatAt,
            Cause = job.Silence!.Cause!,
            At = job.Silence.DeadAt!.Value,
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }

    /// <summary>A job that could not be ended; it is tried again.</summary>
    public static JobRecoveryAttempted Failed(JobRecord job, string action, string error, DateTimeOffset now) =>
        Attempted(job, job.Silence!.Looks, action, now) with { Success = false, Error = error };

    /// <summary>What was made of a job of which nothing is alive.</summary>
    public static JobRecoveryAttempted Settled(JobRecord job, int? nextAttempt, DateTimeOffset now) =>
        Attempted(job, "settled", nextAttempt is null ? RecoveryActions.GiveUp : RecoveryActions.Restart, now) with { NextAttempt = nextAttempt };

    public static JobRestartRequested Restart(JobRecord job, int nextAttempt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobRestartRequested
        {
            Id = DerivedId.RestartToken(job.JobId.Value, nextAttempt),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            NextAttempt = nextAttempt,
            Namespace = job.Profile?.Namespace,
            Cause = job.Silence!.Cause!,
            At = now,
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }

    /// <summary>The end of a dead job: when it was declared dead, unless its runtime knows of an earlier one. So repeating it says the same.</summary>
    public static JobFinished Died(JobRecord job, JobObservation seen, int? nextAttempt)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(seen);
        var (cause, deadAt) = (job.Silence!.Cause!, job.Silence.DeadAt!.Value);
        var heard = job.LastHeartbeatAt is { } last ? $"last heard of at {last:O}" : "never heard of since its start";
        var next = nextAttempt is { } number ? $"attempt {number} follows" : Causes.CallsForRestart(cause) ? "none follows" : "none follows, for it would need the same image";
        return new JobFinished
        {
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            FinishedAt = seen.FinishedAt < deadAt ? seen.FinishedAt.Value : deadAt,
            Outcome = JobOutcome.Failed,
            ExitCode = seen.ExitCode,
            Reason = $"declared dead: {cause}; {heard}; attempt {job.Attempt} of {job.Profile!.AttemptLimit}, {next}",
        };
    }

    /// <summary>The end of a job that ended as jobs do, and whose JobFinished was lost.</summary>
    public static JobFinished Ended(JobRecord job, JobObservation seen, string runtime, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(seen);
        return new JobFinished
        {
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            FinishedAt = seen.FinishedAt ?? now,
            Outcome = seen.ExitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed,
            ExitCode = seen.ExitCode,
            Reason = $"{Causes.EndNotReported}; the {runtime} runtime says: {seen.Detail}",
        };
    }

    private static JobRecoveryAttempted Attempted(JobRecord job, object number, string action, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobRecoveryAttempted
        {
            Id = DerivedId.From("recovery", job.JobId, job.Attempt, number),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            Cause = job.Silence!.Cause!,
            Action = action,
            Success = true,
            At = now,
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }
}
