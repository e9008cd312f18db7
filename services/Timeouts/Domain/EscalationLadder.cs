using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.Timeouts;

/// <summary>Carries out the due step of a job's escalation ladder.</summary>
public sealed class EscalationLadder(IJobRegistry registry, IJobRuntime runtime, StepExecutor executor, TimeProvider clock, ILogger<EscalationLadder> logger)
{
    public const string Actor = "flowforge/timeouts";

    public async Task<StepOutcome> ClimbAsync(TimeoutEscalation due, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        var job = await registry.FindAsync(JobId.Parse(due.JobId), cancellationToken);
        if (Staleness(job, due) is { } staleness)
        {
            logger.LogInformation("Step {Step} ({Action}) of job {JobId} was dropped: {Reason}", due.Step, due.Action, due.JobId, staleness);
            return StepOutcome.Stale;
        }

        if (job!.Profile!.Protected) return new StepOutcome { Taken = [Taken(job, due, new StepReport(TimeoutActionResult.Skipped, 0), "the job is protected")] };

        var seen = await runtime.ObserveAsync(job.Ref, cancellationToken);
        // A job that another job manager runs where we cannot see it may well live: before its limit nobody says that it ended.
        if (seen.Presence == JobPresence.NotFound && due.Action == TimeoutAction.Warn)
            return new StepOutcome { Taken = [Taken(job, due, new StepReport(TimeoutActionResult.Failed, 1, seen.Detail))] };
        if (seen.Presence != JobPresence.Running) return Gone(job, due, seen);

        if (due.Action == TimeoutAction.Warn)
            return new StepOutcome { Taken = [Taken(job, due, await executor.ExecuteAsync(job, due.Action, WarningOf(job, due), cancellationToken))] };

        // Noted before it is done: an end that follows is then known to be ours, whatever happens to this process.
        var reason = job.TerminationReason ?? $"exceeded its timeout of {Durations.Format(job.Profile.Policy.Timeout)}";
        job = await registry.RequestTerminationAsync(job.JobId, due.Attempt, clock.Now(), reason, cancellationToken);
        if (Staleness(job, due) is not null) return StepOutcome.Stale;
        var report = await executor.ExecuteAsync(job!, due.Action, reason, cancellationToken);
        return new StepOutcome
        {
            Taken = [Taken(job!, due, report)],
            Stages = [StageEvents.Entered(job!, LifecycleStage.Terminating, job!.TerminationRequestedAt!.Value, reason, Actor)],
        };
    }

    /// <summary>Moves the ladder past the step. Null where there is nothing to schedule after it.</summary>
    public async Task<JobRecord?> AdvanceAsync(TimeoutEscalation due, StepOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        ArgumentNullException.ThrowIfNull(outcome);
        var id = JobId.Parse(due.JobId);
        // A stale step may have replaced the right one in the ledger; scheduling what the record says mends that.
        if (outcome == StepOutcome.Stale) return await registry.FindAsync(id, cancellationToken);
        if (outcome.Finished.Count > 0) return null;
        return await registry.CompleteStepAsync(id, due.Attempt, due.Generation, due.Step, clock.Now(), cancellationToken);
    }

    private static string? Staleness(JobRecord? job, TimeoutEscalation due) => job switch
    {
        null => "no such job is known",
        { IsAnnounced: false } => "the job was never announced",
        { IsFinished: true } => "the job has ended",
        _ when job.Attempt != due.Attempt => $"attempt {job.Attempt} is under way",
        _ when job.Generation != due.Generation => "its deadline has moved",
        _ when job.NextStep != due.Step => $"step {job.NextStep} is next",
        _ => null,
    };

    private StepOutcome Gone(JobRecord job, TimeoutEscalation due, JobObservation seen) => new()
    {
        Taken = [Taken(job, due, new StepReport(TimeoutActionResult.AlreadyGone, 0), seen.Detail)],
        Finished =
        [
            new JobFinished
            {
                JobId = job.JobId.Value,
                Attempt = job.Attempt,
                FinishedAt = seen.FinishedAt ?? clock.Now(),
                Outcome = OutcomeOf(job, seen),
                ExitCode = seen.ExitCode,
                Reason = $"found by {Actor} when its {due.Action} was due: {seen.Detail}",
            },
        ],
    };

    private static JobOutcome OutcomeOf(JobRecord job, JobObservation seen) => seen switch
    {
        { ExitCode: 0 } => JobOutcome.Succeeded,
        { Presence: JobPresence.NotFound } => JobOutcome.Terminated,
        _ => job.TerminationRequestedAt is null ? JobOutcome.Failed : JobOutcome.Terminated,
    };

    private static string WarningOf(JobRecord job, TimeoutEscalation due) =>
        JobSchedule.StepAt(job.Profile!.Policy, due.Step)?.Message
        ?? $"Job {job.JobId} will be asked to end at {job.TimeoutAt:O}, when its limit of {Durations.Format(job.Profile.Policy.Timeout)} is reached.";

    private TimeoutActionTaken Taken(JobRecord job, TimeoutEscalation due, StepReport report, string? detail = null)
    {
        var now = clock.Now();
        var ran = Durations.Format(now - job.StartedAt!.Value);
        var limit = Durations.Format(job.Profile!.Policy.Timeout);
        var reason = job.TerminationReason is { } termination ? $"{termination}; it has run {ran}" : $"it has run {ran} of its {limit}";
        logger.LogInformation("{Action} of job {JobId} attempt {Attempt}: {Result}; {Reason}; {Error}", due.Action, job.JobId, job.Attempt, report.Result, reason, report.Error ?? detail ?? "no error");
        return new TimeoutActionTaken
        {
            Id = DerivedId.From("step", job.JobId, job.Attempt, due.Generation, due.Step),
            JobId = job.JobId.Value,
            Attempt = job.Attempt,
            Generation = due.Generation,
            Step = due.Step,
            Action = due.Action,
            Result = report.Result,
            At = now,
            DueAt = due.DueAt,
            Reason = detail is null ? reason : $"{reason}; {detail}",
            Error = report.Error,
            Tries = report.Tries,
            StateSavedAt = job.StateSavedAt,
            PolicySource = job.Profile.Policy.SourceOf("timeout"),
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }
}
