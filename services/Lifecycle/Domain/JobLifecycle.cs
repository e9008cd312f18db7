using FlowForge.Contracts;
using FlowForge.Jobs;
using Microsoft.Extensions.Logging;

namespace FlowForge.Lifecycle;

/// <summary>Applies job events to the registry and says which stages were entered. Repeating an event repeats its answer.</summary>
public sealed class JobLifecycle(IJobRegistry registry, EventReader reader, ILogger<JobLifecycle> logger)
{
    public const string Actor = "flowforge/lifecycle";

    public async Task<LifecycleChange> SubmitAsync(JobSubmitted message, CancellationToken cancellationToken)
    {
        var submission = reader.Read(message);
        var job = await registry.ApplySubmittedAsync(submission, cancellationToken);
        if (IsOfAnother(job, submission.Attempt, "submission")) return new LifecycleChange(job, []);
        // Told whatever has come after it: an earlier delivery of the submission may have been cut short before it could tell.
        return new LifecycleChange(job, [StageEvents.Entered(job, LifecycleStage.PreStart, job.SubmittedAt!.Value, "submitted", Actor)]);
    }

    public async Task<LifecycleChange> StartAsync(JobStarted message, CancellationToken cancellationToken)
    {
        var start = reader.Read(message);
        var job = await registry.ApplyStartedAsync(start, cancellationToken);
        if (IsOfAnother(job, start.Attempt, "start")) return new LifecycleChange(job, []);
        if (JobReuse.Problem(job, start) is { } problem) throw new InvalidEventException("jobId", problem);
        var startedAt = job.StartedAt!.Value;
        var stages = new List<JobStageChanged>();
        // A job manager without a waiting stage announces nothing before the start: the job passes through pre_start here.
        if (job.SubmittedAt is null) stages.Add(StageEvents.Entered(job, LifecycleStage.PreStart, startedAt, "announced by its start", Actor));
        stages.Add(StageEvents.Entered(job, LifecycleStage.Running, startedAt, job.StartNote ?? $"started, limit {Limit(job)}", Actor));
        return new LifecycleChange(job, job.IsFinished ? [.. stages, .. Ending(job)] : stages);
    }

    public async Task<LifecycleChange> FinishAsync(JobFinished message, CancellationToken cancellationToken)
    {
        var finish = reader.Read(message);
        var job = await registry.ApplyFinishedAsync(finish, cancellationToken);
        if (IsOfAnother(job, finish.Attempt, "end")) return new LifecycleChange(job, finish.Attempt < job.Attempt ? [Superseded(job, finish)] : []);
        // The end of a job that was never announced waits for its announcement, which then settles it.
        if (!job.IsAnnounced) return new LifecycleChange(job, []);
        return new LifecycleChange(job, Ending(job));
    }

    /// <summary>One mark for each attempt of each job, the newest; so a flood of heartbeats costs one write a job.</summary>
    public Task BeatAsync(IEnumerable<HeartbeatMark> heartbeats, CancellationToken cancellationToken)
    {
        var marks = heartbeats
            .GroupBy(mark => (mark.JobId, mark.Attempt))
            // Two writers that take the same jobs in different orders can wait for each other in the store.
            .OrderBy(same => same.Key.JobId.Value, StringComparer.Ordinal)
            .Select(same => new HeartbeatMark(same.Key.JobId, same.Key.Attempt, same.Max(m => m.At), same.Max(m => m.StateSavedAt)))
            .ToList();
        return marks.Count == 0 ? Task.CompletedTask : registry.ApplyHeartbeatsAsync(marks, cancellationToken);
    }

    /// <summary>The next attempt has begun already; that this one ended is told all the same.</summary>
    private static JobStageChanged Superseded(JobRecord job, JobFinish finish)
    {
        var ended = job with { Attempt = finish.Attempt, TerminationRequestedAt = null, FinishedAt = finish.FinishedAt, ReportedOutcome = finish.Outcome };
        var stage = finish.Outcome == JobOutcome.Succeeded ? LifecycleStage.Completed : LifecycleStage.Failed;
        return StageEvents.Entered(ended, stage, finish.FinishedAt, finish.Reason ?? $"attempt {job.Attempt} follows", Actor);
    }

    private static IReadOnlyList<JobStageChanged> Ending(JobRecord job)
    {
        var at = job.FinishedAt!.Value;
        var reason = job.TerminationReason is { } termination && job.Outcome == JobOutcome.Terminated ? termination : job.FinishReason ?? job.Outcome.ToString();
        var last = job.Outcome == JobOutcome.Succeeded ? LifecycleStage.Completed : LifecycleStage.Failed;
        return [StageEvents.Entered(job, LifecycleStage.Completing, at, reason, Actor), StageEvents.Entered(job, last, at, reason, Actor)];
    }

    private static string Limit(JobRecord job) => $"{Durations.Format(job.Profile!.Policy.Timeout)} from {job.Profile.Policy.SourceOf("timeout")}";

    private bool IsOfAnother(JobRecord job, int attempt, string what)
    {
        if (job.Attempt == attempt) return false;
        if (attempt > job.Attempt) logger.LogInformation("The {What} of job {JobId} attempt {Attempt} waits for the announcement of that attempt; attempt {Current} is under way", what, job.JobId, attempt, job.Attempt);
        else logger.LogWarning("The {What} of job {JobId} attempt {Attempt} came too late and changed nothing: attempt {Current} is under way", what, job.JobId, attempt, job.Attempt);
        return true;
    }
}
