using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>
/// What a job leaves in its namespace: Job, pods, volume claims, secrets, configmaps. Listing costs no call: all are watched. A
/// removal names uid and version of what was seen, so the API server itself sees to it that nothing else, and nothing that was
/// protected meanwhile, is removed; deleting a collection by selector could not do that, nor tell protection by annotation.
/// </summary>
internal sealed class JobLeavings(GuardedDelete delete, JobCache cache, JobPlace place, IOptions<KubernetesOptions> options, TimeProvider clock)
{
    /// <summary>How long the pods of a Job may take to go with it, before they are removed one by one.</summary>
    private static readonly TimeSpan CollectorTakes = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<JobResource>> ListAsync(JobRef job, CancellationToken cancellationToken)
    {
        var (@namespace, known) = await KnownAsync(job, cancellationToken);
        // What an earlier attempt had is its successor's.
        if (known.Successor(job) is not null) return [];
        return [.. All(known, job).Select(item => new JobResource(item.Kind.Name, item.Object.Name, @namespace))];
    }

    public async Task DeleteAsync(JobRef job, JobResource resource, CancellationToken cancellationToken)
    {
        var (@namespace, known) = await KnownAsync(job, cancellationToken);
        ApiKind[] kinds = [ApiKind.Job, ApiKind.Pod, .. ApiKind.Leavings];
        if (kinds.FirstOrDefault(kind => kind.Name == resource.Type) is not { } type || resource.Namespace != @namespace)
            throw new InvalidOperationException($"{DnsName.Printable($"{resource.Type} '{resource.Name}' in namespace '{resource.Namespace}'")} is nothing that job '{job.JobId}' leaves here; it was not removed");
        if (InUse(known, job) is { } use) throw new InvalidOperationException($"{resource.Type} '{resource.Name}' of job '{job.JobId}' was not removed: {use}");
        if (Find(known, job, type, resource.Name) is not { } found) return;
        GuardedDelete.EnsureFree(type, resource.Name, found.HeldBy);

        var patience = new Patience(clock, options.Value.Patience);
        // Its Job takes it along.
        if (type == ApiKind.Pod)
            while (Find(known, job, type, resource.Name) is not null && patience.Waited < CollectorTakes) await patience.PauseAsync(cancellationToken);
        if (Find(known, job, type, resource.Name) is not { } still) return;
        // Nothing of the job is alive: there is nobody to wait for.
        await delete.RunAsync(type, @namespace, still.Name, still.Uid, still.ResourceVersion, type == ApiKind.Pod ? 0 : null, cancellationToken);

        // A delete that was only accepted is not done: finalizers, and pods that still use a volume, hold it back.
        while (Find(known, job, type, resource.Name) is { } left && left.Uid == still.Uid)
        {
            if (patience.IsOver) throw new InvalidOperationException($"{type.Name} '{left.Name}' in namespace '{@namespace}' was deleted and is still there after {Durations.Format(options.Value.Patience)}{(left.Finalizers is null ? "" : $", held by {left.Finalizers}")}");
            await patience.PauseAsync(cancellationToken);
        }
    }

    private async Task<(string Namespace, NamespaceCache Known)> KnownAsync(JobRef job, CancellationToken cancellationToken)
    {
        var @namespace = place.Namespace(job);
        var known = cache.Of(@namespace);
        await known.FreshLeavingsAsync(cancellationToken);
        return (@namespace, known);
    }

    private static IEnumerable<(ApiKind Kind, CachedObject Object)> All(NamespaceCache known, JobRef job) =>
        known.JobsOf(job).Select(found => (ApiKind.Job, (CachedObject)found))
            .Concat(known.PodsOf(job).Select(found => (ApiKind.Pod, (CachedObject)found)))
            .Concat(ApiKind.Leavings.SelectMany(kind => known.Leavings[kind.Name].Of(job.JobId.Value).Where(found => found.IsOf(job.Attempt)).Select(found => (kind, found))));

    private static CachedObject? Find(NamespaceCache known, JobRef job, ApiKind kind, string name) =>
        All(known, job).FirstOrDefault(item => item.Kind == kind && item.Object.Name == name).Object;

    /// <summary>Null, or why nothing of the job may be removed.</summary>
    private static string? InUse(NamespaceCache known, JobRef job)
    {
        if (known.Successor(job) is { } attempt) return $"it belongs to attempt {attempt} now, not to attempt {job.Attempt}";
        foreach (var found in known.JobsOf(job))
        {
            if (found.HeldBy is { } mark) return $"its Job '{found.Name}' carries {mark}";
            if (!found.IsOver) return $"its Job '{found.Name}' has not ended";
        }

        return known.PodsOf(job).FirstOrDefault(pod => pod.IsAlive) is { } alive ? $"its pod '{alive.Name}' is alive" : null;
    }
}
