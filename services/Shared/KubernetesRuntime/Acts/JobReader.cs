using FlowForge.Jobs;
using k8s;
using k8s.Models;

namespace FlowForge.KubernetesRuntime;

/// <summary>Reads a job from the API server, past the watch: before every act, because the watch tells what was a moment ago.</summary>
internal sealed class JobReader(ApiServer server, JobCache cache, JobPlace place)
{
    /// <summary>What there is of the job now, and nothing that only looks like it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="only">The uids of its Jobs, once it is known which they are: one that comes after them is somebody else's. Null: not known yet.</param>
    /// <param name="cancellationToken">Ends the wait for the API server.</param>
    public async Task<FreshJob> ReadAsync(JobRef job, IReadOnlySet<string>? only, CancellationToken cancellationToken)
    {
        var @namespace = place.Namespace(job);
        var all = await ListAsync<V1Job>(ApiKind.Job, @namespace, place.Selector(job), cancellationToken);
        var mine = all.Where(found => only?.Contains(found.Metadata.Uid) ?? Marks.AttemptOf(found.Metadata) is not { } attempt || attempt == job.Attempt).ToList();
        if (only is null) EnsureSameAsSeen(@namespace, mine);
        var others = all.Except(mine).Select(found => found.Metadata.Uid).ToHashSet();

        var pods = await ListAsync<V1Pod>(ApiKind.Pod, @namespace, place.Selector(job), cancellationToken);
        foreach (var unlabelled in mine.Where(found => found.Spec.Template.Metadata?.Labels?.ContainsKey(place.JobIdLabel) != true))
            pods = [.. pods.UnionBy(await PodsOfAsync(@namespace, unlabelled.Metadata.Uid, cancellationToken), pod => pod.Metadata.Uid)];
        var uids = only ?? mine.Select(found => found.Metadata.Uid).ToHashSet();
        var own = new List<V1Pod>();
        foreach (var pod in pods)
            if (await BelongsAsync(job, @namespace, pod, uids, others, cancellationToken)) own.Add(pod);
        return new FreshJob(@namespace, mine, own);
    }

    /// <summary>Its Jobs, of all attempts.</summary>
    public Task<List<V1Job>> JobsAsync(JobRef job, CancellationToken cancellationToken) => ListAsync<V1Job>(ApiKind.Job, place.Namespace(job), place.Selector(job), cancellationToken);

    /// <summary>By the label that every Job controller gives, for pods whose template does not carry the job id.</summary>
    public Task<List<V1Pod>> PodsOfAsync(string @namespace, string jobUid, CancellationToken cancellationToken) =>
        ListAsync<V1Pod>(ApiKind.Pod, @namespace, $"{Marks.ControllerUid}={jobUid}", cancellationToken);

    private async Task<bool> BelongsAsync(JobRef job, string @namespace, V1Pod pod, IReadOnlySet<string> mine, HashSet<string> others, CancellationToken cancellationToken)
    {
        if (Marks.AttemptOf(pod.Metadata) is { } attempt && attempt != job.Attempt) return false;
        if (CachedPod.Controller(pod.Metadata) is not { } owner || mine.Contains(owner.Uid)) return true;
        if (owner.Kind != "Job" || others.Contains(owner.Uid)) return false;
        // Its Job is gone, or does not carry the job id; then ending the pod would only make the next one.
        using var found = await server.ReadAsync(ApiKind.Job, @namespace, owner.Name, cancellationToken);
        if (found?.RootElement.GetProperty("metadata").Text("uid") != owner.Uid) return true;
        throw new InvalidOperationException($"pod '{pod.Metadata.Name}' in namespace '{@namespace}' carries {place.Selector(job)}, and its Job '{owner.Name}' does not; nothing was done. Give the Job that label");
    }

    private void EnsureSameAsSeen(string @namespace, IEnumerable<V1Job> jobs)
    {
        foreach (var job in jobs)
        {
            if (cache.Of(@namespace).Jobs.Find(job.Metadata.Name) is { } seen && seen.Uid != job.Metadata.Uid)
                throw new InvalidOperationException($"Job '{job.Metadata.Name}' in namespace '{@namespace}' was replaced by another of that name (uid {job.Metadata.Uid}, seen was {seen.Uid}); nothing was done");
        }
    }

    private async Task<List<T>> ListAsync<T>(ApiKind kind, string @namespace, string selector, CancellationToken cancellationToken)
    {
        var found = new List<T>();
        await foreach (var page in server.ListAsync(kind, @namespace, selector, cancellationToken)) found.AddRange(page.Items.Select(item => KubernetesJson.Deserialize<T>(item)));
        return found;
    }
}
