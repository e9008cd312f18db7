using System.Collections.Concurrent;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

/// <summary>
/// One round over all jobs that are due to be looked at: first, in batches, those of which the registry alone can tell; then, unless the
/// brake is on, one by one, those whose runtime must be asked.
/// </summary>
public sealed class RecoverySweep(
    IJobRegistry registry, SecondLook secondLook, Brake brake, IOptions<RecoveryOptions> options, TimeProvider clock, ILogger<RecoverySweep> logger)
{
    /// <summary>How many jobs are read, and noted, at once.</summary>
    public const int Page = 500;

    /// <summary>Below the lease of recurring work. What is left then is still due at the next round.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(5);

    /// <summary>Just beyond what this round has listed, so that nobody is listed twice, and due at the next round in any case.</summary>
    private static readonly TimeSpan Beyond = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan NextRound = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var begun = clock.Now();
        var dead = new List<JobRecord>();
        await NoteAsync(begun, job =>
        {
            if (job.Silence?.DeadAt is not null) dead.Add(job);
            return LookOf(job, begun);
        }, cancellationToken);

        var suspended = brake.Look(await registry.CountSilentAsync(cancellationToken));
        // What was declared dead before the brake went on is ended all the same: else jobs that cannot be ended would keep it on.
        await EachAsync(dead, begun, cancellationToken);
        if (suspended) await NoteAsync(begun + Beyond, job => Suspended(job, begun), cancellationToken);
        else await LookAtSuspectsAsync(begun, cancellationToken);
    }

    private JobLook LookOf(JobRecord job, DateTimeOffset now)
    {
        var look = Silent.Look(job, now, options.Value);
        if (look is { Silence: null }) return look;
        if (brake.IsEngaged) return Suspended(job, now);
        return look ?? new JobLook(job.JobId, job.Attempt, now + Beyond, job.Silence);
    }

    private static JobLook Suspended(JobRecord job, DateTimeOffset now) => job.Silence?.DeadAt is null
        ? Silent.Suspended(job, now, now + NextRound)
        : new JobLook(job.JobId, job.Attempt, now + NextRound, job.Silence);

    private async Task NoteAsync(DateTimeOffset until, Func<JobRecord, JobLook> look, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await registry.ListDueLooksAsync(until, Page, cancellationToken);
            if (page.Count > 0) await registry.RecordLooksAsync([.. page.Select(look)], cancellationToken);
            if (page.Count < Page) return;
        }
    }

    private async Task LookAtSuspectsAsync(DateTimeOffset begun, CancellationToken cancellationToken)
    {
        while (clock.Now() < begun + Budget)
        {
            var page = await registry.ListDueLooksAsync(begun + Beyond, Page, cancellationToken);
            if (!await EachAsync(page, begun, cancellationToken) || page.Count < Page) return;
        }
    }

    /// <summary>False where one of them could not be dealt with: it is still due, and would be listed again and again.</summary>
    private async Task<bool> EachAsync(IReadOnlyList<JobRecord> jobs, DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<JobId>();
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken }, async (job, cancelled) =>
        {
            if (clock.Now() >= begun + Budget) return;
            try
            {
                await secondLook.LookAsync(job, cancelled);
            }
            catch (Exception e) when (!cancelled.IsCancellationRequested)
            {
                failures.Enqueue(job.JobId);
                logger.LogError(e, "Silent job {JobId} attempt {Attempt} could not be dealt with and is looked at again: {Reason}", job.JobId, job.Attempt, e.Message);
            }
        });
        return failures.IsEmpty;
    }
}
