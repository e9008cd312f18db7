namespace FlowForge.KubernetesRuntime;

/// <summary>
/// Jobs that were seen and are gone, so that a job that was deleted is told from one that never was here. The last few thousand, and
/// only as long as this process lives: nothing but the wording of an answer rests on it.
/// </summary>
internal sealed class EndedJobs
{
    private const int Most = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (CachedJob Job, DateTimeOffset At)> _byJob = [];
    private readonly Queue<string> _order = [];

    public void Add(CachedJob job, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_byJob.TryAdd(job.JobId, (job, at))) _order.Enqueue(job.JobId);
            else _byJob[job.JobId] = (job, at);
            if (_order.Count > Most) _byJob.Remove(_order.Dequeue());
        }
    }

    public (CachedJob Job, DateTimeOffset At)? Find(string jobId)
    {
        lock (_lock) return _byJob.TryGetValue(jobId, out var found) ? found : null;
    }
}
