using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

/// <summary>Looks at the runtime of one silent job, and does what follows.</summary>
public sealed class SecondLook(
    IJobRegistry registry, IJobRuntime runtime, IRecoveryOutlet outlet, DeadJobs deadJobs, Restarts restarts, IOptions<RecoveryOptions> options, TimeProvider clock, ILogger<SecondLook> logger)
{
    public async Task LookAsync(JobRecord suspect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(suspect);
        using var trace = outlet.Trace(suspect);
        if (suspect.TerminationRequestedAt is not null) await LeaveAsync(suspect, cancellationToken);
        else if (suspect is { Hold: not null, Silence.DeadAt: not null }) await LeaveAsync(suspect, cancellationToken);
        else if (suspect.Silence!.DeadAt is not null) await deadJobs.EndAsync(suspect, cancellationToken);
        else if (await ObserveAsync(suspect, cancellationToken) is { } seen) await JudgeAsync(suspect, seen, cancellationToken);
    }

    private async Task JudgeAsync(JobRecord suspect, JobObservation seen, CancellationToken cancellationToken)
    {
        // What came in while we looked counts: a heartbeat, an end, another attempt.
        if (await registry.FindAsync(suspect.JobId, cancellationToken) is not { IsFinished: false, Silence.DeadAt: null } job || job.Attempt != suspect.Attempt) return;
        if (job.TerminationRequestedAt is not null)
        {
            await LeaveAsync(job, cancellationToken);
            return;
        }

        var now = clock.Now();
        if (Silent.Look(job, now, options.Value) is { } heard)
        {
            await registry.RecordLooksAsync([heard], cancellationToken);
            return;
        }

        var verdict = Judge.Of(job, seen, now, options.Value);
        switch (verdict.Kind)
        {
            case VerdictKind.Dead:
                await deadJobs.DeclareAsync(job, verdict, cancellationToken);
                return;
            case VerdictKind.Ended:
                await TellEndAsync(job with { Silence = verdict.Silence }, seen, now, cancellationToken);
                break;
            case VerdictKind.Report when verdict.Silence.Looks == 1:
                outlet.Count(verdict.Cause, RecoveryActions.Report);
                logger.LogWarning("Job {JobId} attempt {Attempt} is silent, and nothing is done about it: {Cause}; {Detail}", job.JobId, job.Attempt, verdict.Cause, seen.Detail);
                break;
            default:
                logger.LogInformation("Job {JobId} attempt {Attempt} is silent and is looked at again at {NextAt:O}: {Cause}; {Detail}", job.JobId, job.Attempt, verdict.NextAt, verdict.Cause, seen.Detail);
                break;
        }

        await registry.RecordLooksAsync([new JobLook(job.JobId, job.Attempt, verdict.NextAt, verdict.Silence)], cancellationToken);
    }

    private async Task TellEndAsync(JobRecord job, JobObservation seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = RecoveryEvents.Ended(job, seen, runtime.Name, now);
        logger.LogWarning("The end of job {JobId} attempt {Attempt} was not reported; it is told now: {Outcome}, {Detail}", job.JobId, job.Attempt, end.Outcome, seen.Detail);
        if (end.Outcome == JobOutcome.Failed) await restarts.AskAsync(job, end.FinishedAt, cancellationToken);
        await outlet.TellAsync(end, cancellationToken);
        outlet.Count(Causes.EndNotReported, RecoveryActions.TellEnd);
    }

    /// <summary>To the escalation ladder, which does not let go of a job before it has ended; or to whoever holds it.</summary>
    private Task LeaveAsync(JobRecord job, CancellationToken cancellationToken) => registry.RecordLooksAsync(
        [new JobLook(job.JobId, job.Attempt, clock.Now() + Silent.Allowed(job), job.Silence! with { Cause = job.Silence.DeadAt is null ? Causes.BeingStopped : job.Silence.Cause, Looks = job.Silence.Looks + 1 })], cancellationToken);

    /// <summary>Null where the runtime does not say: then nothing is known, and nothing follows but another look.</summary>
    private async Task<JobObservation?> ObserveAsync(JobRecord job, CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.ObserveAsync(job.Ref, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var silence = job.Silence!;
            logger.LogWarning(e, "Silent job {JobId} attempt {Attempt} could not be looked at and is looked at again: {Reason}", job.JobId, job.Attempt, e.Message);
            await registry.RecordLooksAsync([new JobLook(job.JobId, job.Attempt, clock.Now() + options.Value.PauseAfter(silence.Looks + 1), silence)], cancellationToken);
            return null;
        }
    }
}
