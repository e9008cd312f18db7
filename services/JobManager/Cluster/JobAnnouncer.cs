using System.Collections.Concurrent;
using FlowForge.Jobs;
using FlowForge.KubernetesRuntime;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FlowForge.JobManager.Cluster;

/// <summary>
/// Says of one Job what nobody else has said: that it runs, and that it has ended. Asks the registry first, and may be asked as often
/// as one likes. Never called twice at a time for one Job.
/// </summary>
internal sealed class JobAnnouncer(
    IClusterJobs jobs, IJobRegistry registry, IJobRuntime runtime, IPublishEndpoint bus, IOptions<ClusterOptions> options,
    IOptions<KubernetesOptions> kubernetes, TimeProvider clock, ILogger<JobAnnouncer> logger)
{
    private const int HighestAttempt = 10_000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>How long after the end the watch of pods may take to tell how the main container ended.</summary>
    private static readonly TimeSpan ExitCodeTakes = TimeSpan.FromSeconds(3);

    /// <summary>What need not be asked again, by uid: those that were announced from their Job, and those that are done with.</summary>
    private readonly ConcurrentDictionary<string, Standing> _known = new();

    /// <summary>Takes a Job as far as it can go now.</summary>
    /// <returns>When to look at it again. Null: when it has changed.</returns>
    public async Task<DateTimeOffset?> AdvanceAsync(ClusterJob job, CancellationToken cancellationToken)
    {
        var standing = _known.GetValueOrDefault(job.Uid);
        var hasEnded = job.IsOver || job.IsGone;
        if (standing == Standing.Settled) return Settle(job);
        if (job.StartedAt is null && !hasEnded) return null;
        // One that does not speak to FlowForge is another's: what may be missing is its end.
        if (!job.IsAnnotated && !hasEnded) return null;
        if (standing == Standing.Ours) return hasEnded ? await EndAsync(job, JobId.Parse(job.JobId), cancellationToken) : null;

        var headStart = (job.StartedAt ?? job.CreatedAt) + (job.IsRestart ? TimeSpan.Zero : options.Value.HeadStart);
        if (headStart > clock.Now()) return headStart;
        if (job.JobId is null) return await AdoptAsync(job, cancellationToken);
        if (!JobId.TryParse(job.JobId, out var id, out var problem) || (problem = AttemptProblem(job)) is not null)
            return await RefuseAsync(job, $"its job id or attempt is no use: it {problem}; it is not watched over", cancellationToken);
        return await GoOnAsync(job, id, await registry.FindAsync(id, cancellationToken), cancellationToken);
    }

    private async Task<DateTimeOffset?> GoOnAsync(ClusterJob job, JobId id, JobRecord? record, CancellationToken cancellationToken)
    {
        var usual = kubernetes.Value.DefaultNamespace ?? kubernetes.Value.Namespaces[0];
        switch (StandingRules.Of(job, record, usual))
        {
            // One that was deleted before it began has nothing to tell.
            case Standing.Unannounced when job.IsAnnotated && (job.StartedAt is not null || job.IsOver):
                await AnnounceAsync(job, id, cancellationToken);
                goto case Standing.Ours;
            case Standing.Ours:
                _known[job.Uid] = Standing.Ours;
                return job.IsOver || job.IsGone ? await EndAsync(job, id, cancellationToken) : null;
            case Standing.Theirs:
                // Its job manager is to say it. An end that got lost would leave everything behind.
                var lost = (job.FinishedAt ?? job.SeenAt) + options.Value.LostEndAfter;
                if (!job.IsOver && !job.IsGone) return null;
                return lost > clock.Now() ? lost : await EndAsync(job, id, cancellationToken);
            case Standing.Elsewhere:
                return await RefuseAsync(job, $"job id '{id}' is that of a job in namespace '{record!.Ref.Namespace ?? usual}'; this one is not watched over until it has an id of its own", cancellationToken);
            case Standing.UsedBefore:
                return await RefuseAsync(job, $"job id '{id}' attempt {job.Attempt} ran before and ended at {record!.FinishedAt:O}; this one is not watched over until it has an id of its own, or a higher attempt", cancellationToken);
            default:
                return Settle(job);
        }
    }

    private async Task AnnounceAsync(ClusterJob job, JobId id, CancellationToken cancellationToken)
    {
        await bus.Publish(ClusterMessages.Started(job, id), cancellationToken);
        logger.LogInformation("Job {JobId} attempt {Attempt}: announced from Job {Name} in namespace {Namespace}", id.Value, job.Attempt, job.Name, job.Namespace);
        foreach (var problem in job.Problems) await WarnAsync(job, "AnnotationIgnored", problem, cancellationToken);
    }

    private async Task<DateTimeOffset?> EndAsync(ClusterJob job, JobId id, CancellationToken cancellationToken)
    {
        var (reference, now) = (new JobRef(id, job.Attempt, job.Organization, job.Namespace), clock.Now());
        var seen = await runtime.ObserveAsync(reference, cancellationToken);
        if (seen.Presence == JobPresence.Running) return now + LookAgain;
        if (seen is { Presence: JobPresence.Ended, ExitCode: null } && !job.IsGone && now - (job.FinishedAt ?? job.SeenAt) < ExitCodeTakes) return now + LookAgain;
        var record = await registry.FindAsync(id, cancellationToken);
        // Who stopped it, or another replica, was first.
        if (record is { IsAnnounced: true } && (record.Attempt > job.Attempt || (record.Attempt == job.Attempt && record.IsFinished))) return Settle(job);
        var finished = ClusterMessages.Finished(reference, seen, record?.Attempt == job.Attempt ? record : null, job.FinishedAt ?? job.SeenAt);
        await bus.Publish(finished, cancellationToken);
        logger.LogInformation("Job {JobId} attempt {Attempt}: {Outcome} {Reason}", id.Value, job.Attempt, finished.Outcome, finished.Reason);
        return Settle(job);
    }

    private async Task<DateTimeOffset?> AdoptAsync(ClusterJob job, CancellationToken cancellationToken)
    {
        if (job.IsGone) return Forget(job);
        if (job.IsHeld) await WarnAsync(job, "NoJobId", "it has no job id, and as it is held or protected FlowForge gives it none; it is not watched over", cancellationToken);
        else await jobs.AdoptAsync(job, cancellationToken);
        // With its label it comes again.
        return null;
    }

    private async Task<DateTimeOffset?> RefuseAsync(ClusterJob job, string reason, CancellationToken cancellationToken)
    {
        if (job.IsAnnotated && !job.IsGone) await WarnAsync(job, "NotWatchedOver", reason, cancellationToken);
        return Settle(job);
    }

    private async Task WarnAsync(ClusterJob job, string reason, string message, CancellationToken cancellationToken)
    {
        logger.LogWarning("Job {Name} in namespace {Namespace}: {Problem}", job.Name, job.Namespace, message);
        try
        {
            await jobs.WarnAsync(job, reason, message, cancellationToken);
        }
        catch (KubernetesApiException e)
        {
            logger.LogWarning(e, "Job {Name} in namespace {Namespace} could not be told: {Reason}", job.Name, job.Namespace, e.Message);
        }
    }

    private DateTimeOffset? Settle(ClusterJob job)
    {
        if (job.IsGone) return Forget(job);
        _known[job.Uid] = Standing.Settled;
        return null;
    }

    private DateTimeOffset? Forget(ClusterJob job)
    {
        _known.TryRemove(job.Uid, out _);
        return null;
    }

    private static string? AttemptProblem(ClusterJob job) => job.Attempt > HighestAttempt ? $"names attempt {job.Attempt}; attempts end at {HighestAttempt}" : null;
}
