using FlowForge.Jobs;

namespace FlowForge.KubernetesRuntime;

/// <summary>What is wrong with a job that has not ended. Careful: whoever asks may kill the job for it.</summary>
internal static class Diagnosis
{
    /// <summary>Controllers make a pod within seconds.</summary>
    private static readonly TimeSpan FirstPodTakes = TimeSpan.FromMinutes(1);

    /// <summary>After failures they wait longer with the next, ten minutes at most.</summary>
    private static readonly TimeSpan NextPodTakes = TimeSpan.FromMinutes(11);

    /// <summary>How long a node may take to end a pod whose grace period is over.</summary>
    private static readonly TimeSpan NodeTakes = TimeSpan.FromMinutes(2);

    /// <summary>Null: nothing that can be seen.</summary>
    public static (JobDiagnosis What, string Detail)? Of(IReadOnlyList<CachedJob> jobs, IReadOnlyList<CachedPod> pods, DateTimeOffset now)
    {
        var alive = pods.Where(pod => pod.IsAlive).ToList();
        // A job with several pods gets on as long as one of them does.
        if (alive.Count > 0) return alive.All(pod => Of(pod, now) is not null) ? Of(alive[0], now) : null;
        var open = jobs.Where(job => !job.IsOver).ToList();
        return pods.Count == 0 && open.Count > 0 && open.All(job => LacksPods(job, now)) ? (JobDiagnosis.NoPods, "no pod is there, and none is being made") : null;
    }

    private static (JobDiagnosis What, string Detail)? Of(CachedPod pod, DateTimeOffset now)
    {
        if (pod.Trouble is { } trouble) return (trouble, $"pod '{pod.Name}': {pod.TroubleDetail}");
        // Set to the end of its grace period: by then its node has ended it, if there is a node.
        return pod.GoneBy is { } gone && now - gone > NodeTakes
            ? (JobDiagnosis.NodeLost, $"pod '{pod.Name}' was to be gone by {gone:O}, and its node has not said that it is")
            : null;
    }

    private static bool LacksPods(CachedJob job, DateTimeOffset now)
    {
        if (job.Suspended || job.Active > 0 || job.State != JobState.Active) return false;
        var since = job.StartedAt > job.CreatedAt ? job.StartedAt.Value : job.CreatedAt;
        return job.Failed == 0 && job.Succeeded == 0 ? now - since > FirstPodTakes : now - job.SeenAt > NextPodTakes;
    }
}
