using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Timeouts;

/// <summary>Carries out one action and sees to it that it had its effect; "killed" is what the runtime says afterwards, not what was sent.</summary>
public sealed class StepExecutor(IJobRuntime runtime, IOptions<TimeoutsOptions> options, TimeProvider clock, ILogger<StepExecutor> logger)
{
    public async Task<StepReport> ExecuteAsync(JobRecord job, TimeoutAction action, string message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        var pause = options.Value.RetryDelay;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ActAsync(job, action, message, cancellationToken);
                if (await VerifyAsync(job, action, cancellationToken) is not { } problem) return new StepReport(TimeoutActionResult.Succeeded, tries);
                if (tries >= options.Value.Tries) return new StepReport(TimeoutActionResult.Failed, tries, problem);
                logger.LogWarning("{Action} of job {JobId} (try {Try}) had no effect yet: {Reason}", action, job.JobId, tries, problem);
            }
            // A runtime that gave up waiting says so by a cancellation, too.
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                logger.LogWarning(e, "{Action} of job {JobId} failed (try {Try}): {Reason}", action, job.JobId, tries, e.Message);
                if (tries >= options.Value.Tries) return new StepReport(TimeoutActionResult.Failed, tries, e.Message);
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause *= 2;
        }
    }

    private Task ActAsync(JobRecord job, TimeoutAction action, string message, CancellationToken cancellationToken) => action switch
    {
        TimeoutAction.Warn => runtime.WarnAsync(job.Ref, message, cancellationToken),
        // A runtime that ends what outlives its grace period must not be faster than the ladder.
        TimeoutAction.SoftKill => runtime.TerminateAsync(job.Ref, job.Profile!.Policy.GracePeriod + job.Profile.Policy.StateSaveWait, cancellationToken),
        TimeoutAction.HardKill => runtime.KillAsync(job.Ref, cancellationToken),
        TimeoutAction.ForceDelete => runtime.ForceDeleteAsync(job.Ref, cancellationToken),
        _ => throw new InvalidEventException("action", $"{action} is not a known escalation step"),
    };

    /// <summary>Null where nothing of the job is left. A warned or softly killed job may live on: its next step looks again.</summary>
    private async Task<string?> VerifyAsync(JobRecord job, TimeoutAction action, CancellationToken cancellationToken)
    {
        if (action is TimeoutAction.Warn or TimeoutAction.SoftKill) return null;
        var seen = await runtime.ObserveEndAsync(job.Ref, options.Value.VerifyWithin, clock, cancellationToken);
        return seen.Presence == JobPresence.Running ? $"still alive after {Durations.Format(options.Value.VerifyWithin)}: {seen.Detail}" : null;
    }
}
