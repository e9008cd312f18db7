using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

/// <summary>
/// Asks again for attempts that were asked for and have not come. A job manager that sees us kill a dead job reports its end itself; if we
/// are cut short between the two, the job is finished, nobody looks at it any more, and nobody has asked for its next attempt.
/// </summary>
public sealed class LostRestarts(IJobRegistry registry, Restarts restarts, IOptions<RecoveryOptions> options, TimeProvider clock, ILogger<LostRestarts> logger)
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <summary>A job manager that has not started it by then will not.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(1);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var job in registry.ListUnsettledAsync(cancellationToken))
        {
            if (!IsMissing(job)) continue;
            await restarts.AskAsync(job, job.Silence!.DeadAt!.Value, cancellationToken);
            count++;
        }

        if (count > 0) logger.LogWarning("Asked again for the next attempt of {Count} dead jobs: none has been announced", count);
        return count;
    }

    private bool IsMissing(JobRecord job)
    {
        // Stopped by its ladder after all, or seen to succeed: nobody wants another attempt.
        if (job is not { IsFinished: true, TerminationRequestedAt: null, ReportedOutcome: not JobOutcome.Succeeded, Silence.DeadAt: { } deadAt } || Restarts.NextAttempt(job) is null) return false;
        var now = clock.Now();
        return now > deadAt + options.Value.BackoffAfter(job.Attempt) + Late && now < deadAt + GiveUpAfter;
    }
}
