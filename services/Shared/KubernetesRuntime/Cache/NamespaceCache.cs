using System.Text.Json;
using FlowForge.Jobs;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace FlowForge.KubernetesRuntime;

/// <summary>What is known of the jobs of one namespace.</summary>
internal sealed class NamespaceCache
{
    private readonly Watch<CachedJob> _jobs;
    private readonly Watch<CachedPod> _pods;
    private readonly Watch<CachedJob>? _unlabelled;
    private readonly IReadOnlyList<Watch<CachedObject>> _leavings;
    private readonly Lazy<bool> _watchLeavings;
    private readonly CancellationToken _stopping;
    private Task _running = Task.CompletedTask;

    public NamespaceCache(string @namespace, ApiServer server, KubernetesOptions options, CacheExtent extent, TimeProvider clock, ILogger logger, CancellationToken stopping)
    {
        var label = options.JobIdLabel;
        _stopping = stopping;
        Name = @namespace;
        Jobs = new Shelf<CachedJob>(job => Ended.Add(job, clock.GetUtcNow())) { Changed = (job, gone) => Changed?.Invoke(job, gone) };
        _jobs = Watch(ApiKind.Job, Jobs, Read);
        _pods = Watch(ApiKind.Pod, Pods, item => new CachedPod(KubernetesJson.Deserialize<V1Pod>(item), label, options.MainContainer));
        Leavings = ApiKind.Leavings.ToDictionary(kind => kind.Name, _ => new Shelf<CachedObject>());
        _leavings = [.. ApiKind.Leavings.Select(kind => Watch(kind, Leavings[kind.Name], item => new CachedObject(KubernetesJson.Deserialize<V1ObjectMeta>(item.GetProperty("metadata")), label)))];
        _watchLeavings = new Lazy<bool>(() => Start([.. _leavings.Select(watch => watch.RunAsync(stopping))]));

        var unlabelled = new Shelf<CachedJob> { Changed = (job, gone) => Changed?.Invoke(job, gone) };
        if (extent.ForJobManager) _unlabelled = new(server, ApiKind.Job, @namespace, "!" + label, unlabelled, item => Read(item) is { Annotations: not null } job ? job : null, options, clock, logger);

        Watch<T> Watch<T>(ApiKind kind, Shelf<T> shelf, Func<JsonElement, T> read) where T : CachedObject =>
            new(server, kind, @namespace, label, shelf, read, options, clock, logger);

        CachedJob Read(JsonElement item) => new(KubernetesJson.Deserialize<V1Job>(item), label, clock.GetUtcNow(), extent.ForJobManager ? JobManifest.Pack(item) : null);
    }

    public string Name { get; }

    /// <summary>Told of every Job that came or changed (false) or is gone (true), after it is on the shelf. For one listener.</summary>
    public Action<CachedJob, bool>? Changed { get; set; }

    public Shelf<CachedJob> Jobs { get; }
    public Shelf<CachedPod> Pods { get; } = new();
    public EndedJobs Ended { get; } = new();

    /// <summary>By the name of their kind.</summary>
    public IReadOnlyDictionary<string, Shelf<CachedObject>> Leavings { get; }

    /// <summary>Ends when the watches have ended.</summary>
    public Task Running => _running;

    /// <summary>Null, or why nothing can be answered now.</summary>
    public string? Problem => _jobs.Problem ?? _pods.Problem ?? _unlabelled?.Problem ?? (_watchLeavings.IsValueCreated ? _leavings.Select(watch => watch.Problem).FirstOrDefault(problem => problem is not null) : null);

    public void Start() => Start([_jobs.RunAsync(_stopping), _pods.RunAsync(_stopping), _unlabelled?.RunAsync(_stopping) ?? Task.CompletedTask]);

    /// <summary>Waits until Jobs and pods are up to date.</summary>
    public async Task FreshAsync(CancellationToken cancellationToken)
    {
        await _jobs.FreshAsync(cancellationToken);
        await _pods.FreshAsync(cancellationToken);
    }

    /// <summary>Waits until everything else is, too. Those are watched only where somebody cleans up: nobody else needs the right to see secrets.</summary>
    public async Task FreshLeavingsAsync(CancellationToken cancellationToken)
    {
        _ = _watchLeavings.Value;
        await FreshAsync(cancellationToken);
        foreach (var watch in _leavings) await watch.FreshAsync(cancellationToken);
    }

    /// <summary>Its Jobs, but for those of another attempt.</summary>
    public IReadOnlyList<CachedJob> JobsOf(JobRef job) => [.. Jobs.Of(job.JobId.Value).Where(found => found.IsOf(job.Attempt))];

    /// <summary>Its pods: those of its Jobs, and those whose Job is gone or that never had one.</summary>
    public IReadOnlyList<CachedPod> PodsOf(JobRef job)
    {
        var others = Jobs.Of(job.JobId.Value).Where(found => !found.IsOf(job.Attempt)).Select(found => found.Uid).ToHashSet();
        return [.. Pods.Of(job.JobId.Value).Where(pod => !pod.IsForeign && pod.IsOf(job.Attempt) && (pod.OwnerUid is null || !others.Contains(pod.OwnerUid)))];
    }

    /// <summary>A later attempt than this one has a Job: what carries the job id is its now.</summary>
    public int? Successor(JobRef job) => Jobs.Of(job.JobId.Value).Where(found => found.Attempt > job.Attempt).Max(found => found.Attempt);

    private bool Start(Task[] tasks)
    {
        _running = Task.WhenAll([_running, .. tasks]);
        return true;
    }
}
