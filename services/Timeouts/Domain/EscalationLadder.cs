using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Timeouts;

/// <summary>Carries out the due step of a job's escalation ladder.</summary>
public sealed class EscalationLadder(IJobRegistry registry, IJobRuntime runtime, StepExecutor executor, IOptions<TimeoutsOptions> options, TimeProvider clock, ILogger<EscalationLadder> logger)
{
    public const string Actor = "flowforge/timeouts";

    /// <param name="due">The step.</param>
    /// <param name="announce">Told that the job is being stopped, before it is.</param>
    /// <param name="cancellationToken">Ends the wait for an effect.</param>
    public async Task<StepOutcome> ClimbAsync(TimeoutEscalation due, Func<JobStageChanged, Task> announce, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        ArgumentNullException.ThrowIfNull(announce);
        var job = await registry.FindAsync(JobId.Parse(due.JobId), cancellationToken);
        if (IsCutShort(job, due)) return await TellOfCutShortAsync(job!, due, announce);
        if (Staleness(job, due) is { } staleness)
        {
            logger.LogInformation("Step {Step} ({Action}) of job {JobId} was dropped: {Reason}", due.Step, due.Action, due.JobId, staleness);
            return StepOutcome.Stale;
        }

        if (IsHeldFrom(job!, due)) return Held(job!, due);
        if (job!.Profile!.Protected) return new StepOutcome { Taken = [Taken(job, due, new StepReport(TimeoutActionResult.Skipped, 0), "the job is protected")] };

        JobObservation seen;
        try
        {
            seen = await runtime.ObserveAsync(job.Ref, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Unreachable(job, due, e);
        }

        // A job that another job manager runs where we cannot see it may well live: not seen is not ended.
        if (seen.Presence == JobPresence.NotFound)
            return new StepOutcome { Taken = [Taken(job, due, new StepReport(TimeoutActionResult.Failed, 1, $"the {runtime.Name} runtime cannot see it, so nothing was done: {seen.Detail}"))] };
        if (seen.Presence != JobPresence.Running) return Gone(job, due, seen);
        var wait = StateSaveWait.Of(job, due, clock.Now());
        if (wait.Until is { } look) return new StepOutcome { AgainAt = look, Waited = true };

        if (await registry.BeginStepAsync(job.JobId, due.Attempt, due.Generation, due.Step, cancellationToken) is not { } begun || Staleness(begun, due) is not null)
            return StepOutcome.Stale;
        if (due.Action == TimeoutAction.Warn)
            return new StepOutcome { Taken = [Taken(job, due, await executor.ExecuteAsync(job, due.Action, WarningOf(job, due), cancellationToken))] };

        // Noted before it is done: an end that follows is then known to be ours, whatever happens to this process.
        var reason = job.TerminationReason ?? $"exceeded its timeout of {Limit(job)}";
        job = await registry.RequestTerminationAsync(job.JobId, due.Attempt, due.Generation, clock.Now(), reason, cancellationToken);
        if (Staleness(job, due) is not null) return StepOutcome.Stale;
        // A hold that came meanwhile; one that comes after this comes after the step.
        if (IsHeldFrom(job!, due)) return Held(job!, due);
        await announce(StageEvents.Entered(job!, LifecycleStage.Terminating, job!.TerminationRequestedAt!.Value, reason, Actor));
        return new StepOutcome { Taken = [Taken(job, due, await executor.ExecuteAsync(job, due.Action, reason, cancellationToken), wait.Told)], Waited = wait.Told is not null };
    }

    /// <summary>Moves the ladder past the step. Null where there is nothing to schedule after it.</summary>
    public async Task<JobRecord?> AdvanceAsync(TimeoutEscalation due, StepOutcome outcome, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(due);
        ArgumentNullException.ThrowIfNull(outcome);
        var id = JobId.Parse(due.JobId);
        // A stale step may have replaced the right one in the ledger; scheduling what the record says mends that.
        if (outcome == StepOutcome.Stale) return await registry.FindAsync(id, cancellationToken);
        if (outcome.Finished.Count > 0 || outcome.AgainAt is not null) return null;
        return await registry.CompleteStepAsync(id, due.Attempt, due.Generation, due.Step, clock.Now(), cancellationToken);
    }

    /// <summary>Begun before, not told, and ended since: whoever began it died before it could tell, and there is nothing left to repeat.</summary>
    private static bool IsCutShort(JobRecord? job, TimeoutEscalation due) =>
        job is { IsAnnounced: true, IsFinished: true } && job.Attempt == due.Attempt && job.Generation == due.Generation && job.NextStep == due.Step && job.BegunStep == due.Step;

    /// <summary>Whoever began the step died before it told, perhaps before it acted: the end is a fact, its cause is not.</summary>
    private const string CutShort = "the step was begun and cut short before it was told; the job has ended since, through it or by itself";

    private async Task<StepOutcome> TellOfCutShortAsync(JobRecord job, TimeoutEscalation due, Func<JobStageChanged, Task> announce)
    {
        if (job.TerminationRequestedAt is { } requested) await announce(StageEvents.Entered(job, LifecycleStage.Terminating, requested, job.TerminationReason, Actor));
        var result = job.Outcome == JobOutcome.Terminated ? TimeoutActionResult.Succeeded : TimeoutActionResult.AlreadyGone;
        return new StepOutcome { Taken = [Taken(job, due, new StepReport(result, 1), CutShort)] };
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

    /// <summary>Told once for each step, however long it lasts: the entry has an id of its own, beside that of what is done in the end.</summary>
    private StepOutcome Unreachable(JobRecord job, TimeoutEscalation due, Exception failure)
    {
        logger.LogWarning(failure, "{Action} of job {JobId} has to wait, the {Runtime} runtime could not be asked about it: {Reason}", due.Action, job.JobId, runtime.Name, failure.Message);
        var taken = Taken(job, due, new StepReport(TimeoutActionResult.Failed, 1, $"nothing was done, the {runtime.Name} runtime could not be asked about the job and will be again: {failure.Message}"));
        return new StepOutcome
        {
            Taken = [taken with { Id = DerivedId.From("step-unreachable", job.JobId, job.Attempt, due.Generation, due.Step) }],
            AgainAt = clock.Now() + options.Value.UnreachableDelay,
        };
    }

    /// <summary>A warning does no harm.</summary>
    private static bool IsHeldFrom(JobRecord job, TimeoutEscalation due) => job.Hold is not null && due.Action != TimeoutAction.Warn;

    /// <summary>The ladder stands still and goes on after the release. Told once for each hold, however long it lasts.</summary>
    private StepOutcome Held(JobRecord job, TimeoutEscalation due)
    {
        var taken = Taken(job, due, new StepReport(TimeoutActionResult.Skipped, 0), $"the job is held and the step waits for the release: {job.Hold}");
        return new StepOutcome
        {
            Taken = [taken with { Id = DerivedId.From("step-held", job.JobId, job.Attempt, due.Generation, due.Step, job.Hold!.At.ToUnixTimeMilliseconds()) }],
            AgainAt = clock.Now() + options.Value.HeldDelay,
            Waited = true,
        };
    }

    private StepOutcome Gone(JobRecord job, TimeoutEscalation due, JobObservation seen) => new()
    {
        Taken = [job.BegunStep == due.Step && job.TerminationRequestedAt is not null
            ? Taken(job, due, new StepReport(TimeoutActionResult.Succeeded, 1), $"{CutShort}; {seen.Detail}")
            : Taken(job, due, new StepReport(TimeoutActionResult.AlreadyGone, 0), seen.Detail)],
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
        _ => job.TerminationRequestedAt is null ? JobOutcome.Failed : JobOutcome.Terminated,
    };

    private static string WarningOf(JobRecord job, TimeoutEscalation due) =>
        JobSchedule.StepAt(job.Profile!.Policy, due.Step)?.Message
        ?? $"Job {job.JobId} will be asked to end at {job.TimeoutAt:O}, when its limit of {Limit(job)} is reached.";

    /// <summary>What it may run in all: its timeout, until the deadline is moved.</summary>
    private static string Limit(JobRecord job) => Durations.Format(job.TimeoutAt!.Value - job.StartedAt!.Value);

    private TimeoutActionTaken Taken(JobRecord job, TimeoutEscalation due, StepReport report, string? detail = null)
    {
        var now = clock.Now();
        var ran = Durations.Format(now - job.StartedAt!.Value);
        var limit = Limit(job);
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
            PolicySource = job.Profile!.Policy.SourceOf("timeout"),
            InitiatedBy = Actor,
            CorrelationId = job.CorrelationId,
        };
    }
}
