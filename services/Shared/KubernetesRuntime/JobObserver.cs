using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>Says what there is of a job, from what the watches have told.</summary>
internal sealed class JobObserver(JobCache cache, JobPlace place, JobReader reader, TimeProvider clock)
{
    /// <exception cref="KubernetesApiException">The watches are not up to date, so nothing is known now. Never "gone".</exception>
    public async Task<JobObservation> ObserveAsync(JobRef job, CancellationToken cancellationToken)
    {
        // Not an exception: it will not pass, and whoever asked reports that nothing was done, and why.
        if (place.Problem(job) is { } problem) return NotFound(problem) with { OutOfReach = true };
        var @namespace = place.Namespace(job);
        var known = cache.Of(@namespace);
        await known.FreshAsync(cancellationToken);

        var jobs = known.JobsOf(job);
        var pods = known.PodsOf(job);
        var alive = pods.Where(pod => pod.IsAlive).ToList();
        if (jobs.Count == 0 && alive.Count == 0) return WithoutJob(job, @namespace, known.Ended.Find(job.JobId.Value));
        if (alive.Count > 0 || !jobs.All(found => found.IsOver)) return Running(jobs, alive, Diagnosis.Of(jobs, pods, clock.GetUtcNow()));

        // Pods that do not carry the job id are not watched: whether they are gone is asked once, at the end.
        foreach (var unlabelled in jobs.Where(found => !found.LabelsItsPods))
        {
            var living = (await reader.PodsOfAsync(@namespace, unlabelled.Uid, cancellationToken)).Where(CachedPod.IsLive).ToList();
            if (living.Count > 0) return new JobObservation { Presence = JobPresence.Running, Alive = living.Count, Detail = $"pods alive: {string.Join(", ", living.Take(10).Select(pod => pod.Metadata.Name))}" };
        }

        return Ended(jobs, pods);
    }

    private JobObservation WithoutJob(JobRef job, string @namespace, (CachedJob Job, DateTimeOffset At)? before)
    {
        if (before is not { } gone || !gone.Job.IsOf(job.Attempt)) return NotFound($"there is no Job with {place.Selector(job)} in namespace '{@namespace}'");
        return new JobObservation
        {
            Presence = JobPresence.Ended,
            FinishedAt = (gone.Job.FinishedAt ?? gone.At).ToStored(),
            ExitCode = gone.Job.State == JobState.Complete ? 0 : null,
            Detail = $"its Job '{gone.Job.Name}' was deleted{(gone.Job.IsOver ? $" after it had ended as {Text(gone.Job)}" : "")}",
        };
    }

    private static JobObservation Running(IReadOnlyList<CachedJob> jobs, List<CachedPod> alive, (JobDiagnosis What, string Detail)? diagnosis) => new()
    {
        Presence = JobPresence.Running,
        Alive = Math.Max(alive.Count, jobs.Sum(job => job.Active)),
        Diagnosis = diagnosis?.What,
        Detail = (jobs.Count == 0 ? "its Job is gone, and its pods are alive: " + Names(alive)
            : alive.Count > 0 ? $"pods alive: {Names(alive)}"
            : $"no pod is alive, and Job {string.Join(", ", jobs.Where(job => !job.IsOver).Select(job => $"'{job.Name}' {(job.Suspended ? "is suspended" : "has not ended")}"))}")
            + (diagnosis is { } wrong ? $"; {wrong.Detail}" : ""),
    };

    private static JobObservation Ended(IReadOnlyList<CachedJob> jobs, IReadOnlyList<CachedPod> pods)
    {
        var failed = jobs.FirstOrDefault(job => job.State == JobState.Failed);
        return new JobObservation
        {
            Presence = JobPresence.Ended,
            FinishedAt = jobs.Max(job => job.FinishedAt)?.ToStored(),
            ExitCode = failed is null ? 0 : pods.FirstOrDefault(pod => pod.ExitCode is > 0)?.ExitCode,
            Diagnosis = failed is not null && pods.Any(pod => pod.Trouble == JobDiagnosis.OutOfMemory) ? JobDiagnosis.OutOfMemory : null,
            Detail = string.Join("; ", jobs.Select(job => $"Job '{job.Name}' is {Text(job)}")),
        };
    }

    private static JobObservation NotFound(string detail) => new() { Presence = JobPresence.NotFound, Detail = detail };

    private static string Text(CachedJob job) => job.State + (job.Reason is { Length: > 0 } reason ? $" ({reason})" : "");

    private static string Names(List<CachedPod> pods) =>
        string.Join(", ", pods.Take(10).Select(pod => $"{pod.Name} {pod.Phase}{(pod.Reason is null ? "" : $"/{pod.Reason}")}{(pod.Deleting ? ", being deleted" : "")}"));
}
