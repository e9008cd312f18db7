using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>A job as the API server has it now.</summary>
/// <param name="Namespace">Where it is.</param>
/// <param name="Jobs">Its Jobs, mostly one.</param>
/// <param name="Pods">Its pods, finished ones too.</param>
internal sealed record FreshJob(string Namespace, IReadOnlyList<V1Job> Jobs, IReadOnlyList<V1Pod> Pods)
{
    public IEnumerable<V1Pod> LivePods => Pods.Where(CachedPod.IsLive);

    public IEnumerable<V1Job> ActiveJobs => Jobs.Where(job => CachedJob.StateOf(job).State == JobState.Active);

    public bool IsOver => Jobs.All(job => CachedJob.StateOf(job).State is JobState.Complete or JobState.Failed);

    public HashSet<string> Uids => [.. Jobs.Select(job => job.Metadata.Uid)];

    /// <exception cref="InvalidOperationException">Something of it is protected or held.</exception>
    public void EnsureFree()
    {
        foreach (var (kind, metadata) in Jobs.Select(job => ("Job", job.Metadata)).Concat(Pods.Select(pod => ("pod", pod.Metadata))))
            if (Marks.HeldBy(metadata) is { } mark) throw new InvalidOperationException($"{kind} '{metadata.Name}' in namespace '{Namespace}' carries {mark}; nothing was done");
    }

    public string Leftovers() => string.Join("; ",
        Jobs.Select(job => $"Job '{job.Metadata.Name}' is {CachedJob.StateOf(job).State.ToString().ToLowerInvariant()}{Held(job.Metadata)}")
            .Concat(Pods.Select(pod => $"pod '{pod.Metadata.Name}' is {pod.Status?.Phase ?? "there"}{(pod.Spec?.NodeName is { } node ? $" on node '{node}'" : "")}{Held(pod.Metadata)}")));

    private static string Held(V1ObjectMeta metadata) =>
        (metadata.DeletionTimestamp is null ? "" : ", is being deleted") + (metadata.Finalizers is { Count: > 0 } finalizers ? $", held by {string.Join(", ", finalizers)}" : "");
}
