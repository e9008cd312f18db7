using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

/// <summary>Which attempt follows one that failed, and when it is asked for.</summary>
public sealed class Restarts(IRecoveryOutlet outlet, IOptions<RecoveryOptions> options, TimeProvider clock)
{
    /// <summary>The attempt that follows this one. Null: none does.</summary>
    public static int? NextAttempt(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job is { Hold: null, Profile: { Protected: false } profile } && job.Attempt < profile.AttemptLimit && Causes.CallsForRestart(job.Silence?.Cause) ? job.Attempt + 1 : null;
    }

    /// <summary>
    /// Asks for the next attempt, if there is one, and says so. Safe to repeat, and done before the end is told: whoever is cut short in
    /// between finds the job unfinished, and begins again.
    /// </summary>
    public async Task AskAsync(JobRecord job, DateTimeOffset failedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (NextAttempt(job) is not { } next) return;
        var now = clock.Now();
        // Counted from the failure, so that repeating it does not put it off; what is overdue is sent at once.
        await outlet.RestartAsync(RecoveryEvents.Restart(job, next, now), failedAt + options.Value.BackoffAfter(job.Attempt), cancellationToken);
        await outlet.TellAsync(RecoveryEvents.Settled(job, next, now), cancellationToken);
    }
}
