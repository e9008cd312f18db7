using System.Net;
using System.Text.Json.Nodes;
using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>Collects what the watches tell of Jobs until somebody takes it: each Job once, however often it changed.</summary>
internal sealed class ClusterJobs : IClusterJobs
{
    /// <summary>The longest name, and the longest value of a label.</summary>
    private const int LongestId = 63, DigestLength = 10;

    private readonly Lock _lock = new();
    private readonly JobCache _cache;
    private readonly ApiServer _server;
    private readonly ClusterEvents _events;
    private readonly JobRecreation _recreation;
    private readonly TimeProvider _clock;
    private readonly string _label;
    private Dictionary<string, ClusterJob> _changed = [];

    public ClusterJobs(JobCache cache, ApiServer server, ClusterEvents events, JobRecreation recreation, IOptions<KubernetesOptions> options, TimeProvider clock)
    {
        (_cache, _server, _events, _recreation, _clock, _label) = (cache, server, events, recreation, clock, options.Value.JobIdLabel);
        foreach (var known in cache.All) known.Changed = (job, gone) => Note(known.Name, job, gone);
    }

    public IReadOnlyList<ClusterJob> TakeChanged()
    {
        lock (_lock)
        {
            IReadOnlyList<ClusterJob> taken = [.. _changed.Values];
            _changed = [];
            return taken;
        }
    }

    public async Task FreshAsync(CancellationToken cancellationToken)
    {
        foreach (var known in _cache.All) await known.FreshAsync(cancellationToken);
    }

    public async Task<bool> AdoptAsync(ClusterJob job, CancellationToken cancellationToken)
    {
        var patch = new JsonObject
        {
            // With the version that was seen: whoever gives it an id, or a hold, at the same moment comes first.
            ["metadata"] = new JsonObject { ["uid"] = job.Uid, ["resourceVersion"] = job.ResourceVersion, ["labels"] = new JsonObject { [_label] = IdFor(job) } },
        };
        try
        {
            using var answer = await _server.PatchAsync(ApiKind.Job, job.Namespace, job.Name, patch, cancellationToken);
            return answer is not null;
        }
        catch (KubernetesApiException e) when (e.Status == HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    public Task WarnAsync(ClusterJob job, string reason, string message, CancellationToken cancellationToken) =>
        _events.WarnAsync(job.Namespace, job.Name, job.Uid, reason, message, DerivedId.From("warning", job.Uid, reason, message), cancellationToken);

    public Task RecreateAsync(JobRef died, bool wasStarted, CancellationToken cancellationToken) => _recreation.RunAsync(died, wasStarted, cancellationToken);

    /// <summary>The uid is part of it: a Job that is made again under its old name is another job.</summary>
    internal static string IdFor(ClusterJob job)
    {
        var digest = DerivedId.From("cluster-job", job.Namespace, job.Name, job.Uid).ToString("N")[..DigestLength];
        var name = job.Name.Length > LongestId - DigestLength - 1 ? job.Name[..(LongestId - DigestLength - 1)] : job.Name;
        return $"{name.TrimEnd('-', '.')}-{digest}";
    }

    private void Note(string @namespace, CachedJob job, bool gone)
    {
        // One that got its job id leaves the ones without, and is not gone.
        if (gone && job.JobId.Length == 0) return;
        lock (_lock) _changed[job.Uid] = Of(@namespace, job, gone);
    }

    private ClusterJob Of(string @namespace, CachedJob job, bool gone)
    {
        var annotations = JobAnnotations.Read(job.Annotations, out var problems);
        var labels = new List<string>();
        return new ClusterJob
        {
            Namespace = @namespace,
            Name = job.Name,
            Uid = job.Uid,
            JobId = job.JobId.Length == 0 ? null : job.JobId,
            Attempt = job.Attempt ?? 1,
            CreatedAt = job.CreatedAt,
            SeenAt = gone ? _clock.GetUtcNow() : job.SeenAt,
            StartedAt = job.StartedAt,
            FinishedAt = job.FinishedAt,
            IsOver = job.IsOver,
            IsGone = gone,
            IsRestart = job.Annotations?.ContainsKey(Marks.Follows) == true,
            IsAnnotated = job.Annotations is not null,
            Organization = Label(Marks.Organization, job.Organization, labels),
            JobType = Label(Marks.JobType, job.JobType, labels),
            Annotations = annotations,
            Problems = [.. problems, .. labels],
            IsHeld = job.HeldBy is not null,
            ResourceVersion = job.ResourceVersion,
        };
    }

    private static string? Label(string key, string? value, List<string> problems)
    {
        if (value is null || DnsName.LabelProblem(value) is not { } problem) return value;
        problems.Add($"label {key} {problem}");
        return null;
    }
}
