using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.HttpApi;

/// <summary>A job as the API shows it.</summary>
public sealed record JobView
{
    public required string JobId { get; init; }
    public required int Attempt { get; init; }
    public required LifecycleStage Stage { get; init; }
    public string? Organization { get; init; }
    public string? JobType { get; init; }
    public bool Protected { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The deadline.</summary>
    public DateTimeOffset? TimeoutAt { get; init; }

    /// <summary>The next step of the escalation ladder, and when.</summary>
    public ScheduledStep? NextStep { get; init; }

    public DateTimeOffset? LastHeartbeatAt { get; init; }
    public DateTimeOffset? StateSavedAt { get; init; }

    /// <summary>Since when it is silent, what was seen of it, and whether it was declared dead; in one line, for people. Null: it is not silent.</summary>
    public string? Silence { get; init; }

    /// <summary>Who wants it left alone. Null: nobody.</summary>
    public JobHold? Hold { get; init; }

    /// <summary>An extension of the deadline that waits for a second person. Null: none does.</summary>
    public JobExtension? PendingExtension { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
    public JobOutcome? Outcome { get; init; }
    public int? ExitCode { get; init; }
    public string? Reason { get; init; }

    /// <summary>When the next part of what it left goes.</summary>
    public DateTimeOffset? CleanupAt { get; init; }

    /// <summary>Nothing of it is left, or nothing more will be tried.</summary>
    public bool CleanedUp { get; init; }

    public static JobView Of(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var next = JobSchedule.NextEscalation(job);
        return new JobView
        {
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            Stage = job.Stage,
            Organization = job.Profile?.Organization,
            JobType = job.Profile?.JobType,
            Protected = job.Profile?.Protected ?? false,
            SubmittedAt = job.SubmittedAt,
            StartedAt = job.StartedAt,
            TimeoutAt = job.TimeoutAt,
            NextStep = next is null ? null : new ScheduledStep(next.Action.Spelled(), next.DueAt),
            LastHeartbeatAt = job.LastHeartbeatAt,
            StateSavedAt = job.StateSavedAt,
            Silence = SilenceText.Of(job),
            Hold = job.Hold,
            PendingExtension = job.PendingExtension,
            FinishedAt = job.FinishedAt,
            Outcome = job.Outcome,
            ExitCode = job.ExitCode,
            Reason = job.TerminationReason ?? job.FinishReason,
            CleanupAt = JobSchedule.NextCleanup(job)?.DueAt,
            CleanedUp = job.IsCleanedUp,
        };
    }
}
