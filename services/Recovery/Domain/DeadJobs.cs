using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

/// <summary>
/// Declares jobs dead, ends what is left of them and sees to what follows. Each step is durable before the next begins; all of them may
/// be repeated, and are, as long as the job is declared dead and not finished.
/// </summary>
public sealed class DeadJobs(
    IJobRegistry registry, IJobRuntime runtime, IRecoveryOutlet outlet, Restarts restarts, IOptions<RecoveryOptions> options, TimeProvider clock, ILogger<DeadJobs> logger)
{
    /// <summary>After which the next round takes over from whoever was cut short. Below every pause, or what the end came to would be for earlier than this, and not be noted.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    public async Task DeclareAsync(JobRecord job, Verdict verdict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(verdict);
        var now = clock.Now();
        await registry.RecordLooksAsync([new JobLook(job.JobId, job.Attempt, now + Soon, verdict.Silence with { DeadAt = now, Looks = 1 })], cancellationToken);
        // Not noted: it ended, or another attempt began, a moment ago. Or somebody holds it since: then it is left alone.
        if (await registry.FindAsync(job.JobId, cancellationToken) is not { IsFinished: false, Hold: null, Silence.DeadAt: not null } dead || dead.Attempt != job.Attempt) return;
        logger.LogWarning("Job {JobId} attempt {Attempt} is declared dead: {Cause}", job.JobId, job.Attempt, verdict.Cause);
        outlet.Count(verdict.Cause, RecoveryActions.DeclareDead);
        await EndAsync(dead, cancellationToken);
    }

    /// <summary>For a job that was declared dead, now or by whoever was cut short since.</summary>
    public async Task EndAsync(JobRecord job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        var silence = job.Silence!;
        // What has come this far once was told.
        if (silence.Looks <= 1) await outlet.TellAsync(RecoveryEvents.DeclaredDead(job), cancellationToken);
        var (seen, error) = await SeeToEndAsync(job, cancellationToken);
        if (error is not null)
        {
            var act = ActOf(silence.Cause);
            logger.LogWarning("Dead job {JobId} attempt {Attempt} could not be ended and will be tried again: {Reason}", job.JobId, job.Attempt, error);
            outlet.Count(silence.Cause!, act);
            await outlet.TellAsync(RecoveryEvents.Failed(job, act, error, clock.Now()), cancellationToken);
        }
        else
        {
            await SettleAsync(job, seen!, cancellationToken);
        }

        // Where the end is told, this is for the case that it is lost: a finished job is not looked at.
        await registry.RecordLooksAsync([new JobLook(job.JobId, job.Attempt, clock.Now() + options.Value.PauseAfter(silence.Looks), silence with { Looks = silence.Looks + 1 })], cancellationToken);
    }

    private async Task SettleAsync(JobRecord job, JobObservation seen, CancellationToken cancellationToken)
    {
        var next = Restarts.NextAttempt(job);
        if (next is null) await outlet.TellAsync(RecoveryEvents.Settled(job, null, clock.Now()), cancellationToken);
        else await restarts.AskAsync(job, job.Silence!.DeadAt!.Value, cancellationToken);
        await outlet.TellAsync(RecoveryEvents.Died(job, seen, next), cancellationToken);
        outlet.Count(job.Silence!.Cause!, next is null ? RecoveryActions.GiveUp : RecoveryActions.Restart);
    }

    /// <summary>What there is of it at last, or why something of it is still alive.</summary>
    private async Task<(JobObservation? Seen, string? Error)> SeeToEndAsync(JobRecord job, CancellationToken cancellationToken)
    {
        try
        {
            var seen = await runtime.ObserveAsync(job.Ref, cancellationToken);
            if (seen.Presence == JobPresence.Running)
            {
                if (await registry.FindAsync(job.JobId, cancellationToken) is { Hold: { } hold }) return (null, $"nothing was done, the job is held: {hold}");
                await (Causes.CallsForForce(job.Silence!.Cause) ? runtime.ForceDeleteAsync(job.Ref, cancellationToken) : runtime.KillAsync(job.Ref, cancellationToken));
                seen = await runtime.ObserveEndAsync(job.Ref, options.Value.VerifyWithin, clock, cancellationToken);
            }

            if (seen.OutOfReach) return (null, $"the {runtime.Name} runtime cannot see it, so nothing was done: {seen.Detail}");
            return seen.Presence == JobPresence.Running ? (null, $"still alive after {Durations.Format(options.Value.VerifyWithin)}: {seen.Detail}") : (seen, null);
        }
        // Whatever keeps the runtime from it, a time-out of its own too: the job may be alive, so it is not given up.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, e.Message);
        }
    }

    private static string ActOf(string? cause) => Causes.CallsForForce(cause) ? RecoveryActions.ForceDelete : RecoveryActions.Kill;
}
