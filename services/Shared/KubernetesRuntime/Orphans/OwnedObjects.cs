using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FlowForge.Jobs;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace FlowForge.KubernetesRuntime;

/// <summary>The objects of one kind that carry a job's id, in the namespaces in which FlowForge may act. Of all of them only metadata is read, but of one that is to be kept for a restore.</summary>
internal sealed class OwnedObjects(ApiKind kind, ApiServer server, JobPlace place, GuardedDelete delete, ClusterUndo undoing, IOptions<KubernetesOptions> options) : IOwnedResources
{
    private readonly ApiKind _kind = kind with { MetadataOnly = true };
    private static readonly ApiKind Jobs = ApiKind.Job with { MetadataOnly = true }, Pods = ApiKind.Pod with { MetadataOnly = true };

    public string Kind => kind.Name;

    public TimeSpan UsualMinimumAge => kind == ApiKind.Job || kind == ApiKind.Pod ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);

    public string? NoUndo => undoing.WhyNot(kind);

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var @namespace in options.Value.Namespaces)
            await foreach (var page in server.ListAsync(_kind, @namespace, place.AnyJob, cancellationToken))
                foreach (var part in page.Items.Select(item => ResourceOf(MetadataOf(item), @namespace)).OfType<OwnedResource>().Chunk(1_000))
                    yield return part;
    }

    public async Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default)
    {
        if (await ReadAsync(resource, cancellationToken) is not { } metadata) return null;
        var found = ResourceOf(metadata, resource.Namespace!)!;
        return found with { HeldBy = found.HeldBy ?? (kind == ApiKind.Job ? await LifeAsync(found, cancellationToken) : await KeeperAsync(found, cancellationToken)) };
    }

    public Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) => undoing.PrepareAsync(kind, NamespaceOf(resource), resource.Name, resource.Uid!, cancellationToken);

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        if (await ReadAsync(resource, cancellationToken) is not { DeletionTimestamp: null } metadata) return;
        GuardedDelete.EnsureFree(kind, resource.Name, Marks.HeldBy(metadata));
        if (kind == ApiKind.Job && await LifeAsync(resource, cancellationToken) is { } life) throw new InvalidOperationException($"{kind.Name} '{resource.Name}' was left: {life}");
        await delete.RunAsync(_kind, NamespaceOf(resource), resource.Name, metadata.Uid, metadata.ResourceVersion, null, cancellationToken);
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default) => undoing.RestoreAsync(kind, NamespaceOf(resource), resource.Name, undo, cancellationToken);

    /// <summary>What is kept lies in the orphan store alone.</summary>
    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>A Job that has not ended was never announced, or nobody has heard of it yet: somebody may well wait for what it does.</summary>
    private async Task<string?> LifeAsync(OwnedResource found, CancellationToken cancellationToken)
    {
        using var job = await server.ReadAsync(ApiKind.Job, NamespaceOf(found), found.Name, cancellationToken);
        return job is not null && CachedJob.StateOf(KubernetesJson.Deserialize<V1Job>(job.RootElement)).State is not (JobState.Complete or JobState.Failed)
            ? "it has not ended; announce it, or end it"
            : null;
    }

    /// <summary>
    /// What else of the job is there, and must go first: a pod that goes before its Job is replaced, and what a pod uses goes after it. It has
    /// the last word about protection, too: its author marked the Job, and meant all that belongs to it.
    /// </summary>
    private async Task<string?> KeeperAsync(OwnedResource found, CancellationToken cancellationToken)
    {
        foreach (var other in kind == ApiKind.Pod ? (ApiKind[])[Jobs] : [Jobs, Pods])
            await foreach (var page in server.ListAsync(other, found.Namespace!, $"{place.JobIdLabel}={found.JobId.Value}", cancellationToken))
                foreach (var keeper in page.Items.Select(MetadataOf))
                    return Marks.HeldBy(keeper) is { } mark ? $"{other.Name} '{keeper.Name}' of the same job carries {mark}" : $"{other.Name} '{keeper.Name}' of the same job is still there";
        return null;
    }

    /// <summary>Null: it is gone, is another of its name, or is not that job's any more.</summary>
    private async Task<V1ObjectMeta?> ReadAsync(OwnedResource resource, CancellationToken cancellationToken)
    {
        using var found = await server.ReadAsync(_kind, NamespaceOf(resource), resource.Name, cancellationToken);
        return found is not null && MetadataOf(found.RootElement) is var metadata && metadata.Uid == resource.Uid && JobOf(metadata) == resource.JobId ? metadata : null;
    }

    private OwnedResource? ResourceOf(V1ObjectMeta metadata, string @namespace) => JobOf(metadata) is not { } job ? null : new OwnedResource
    {
        Kind = Kind,
        Name = metadata.Name,
        Namespace = @namespace,
        JobId = job,
        Attempt = Marks.AttemptOf(metadata),
        Uid = metadata.Uid,
        // Who changed it when is noted there, its status too.
        ChangedAt = (metadata.ManagedFields ?? []).Select(fields => fields.Time).Append(metadata.CreationTimestamp).Max() is { } at ? new DateTimeOffset(at.ToUniversalTime(), TimeSpan.Zero) : null,
        HeldBy = metadata.DeletionTimestamp is { } since ? string.Create(CultureInfo.InvariantCulture, $"it is being deleted since {since:O}{(metadata.Finalizers is [var holder, ..] ? $", and waits for {holder}" : "")}")
            : Marks.HeldBy(metadata) is { } mark ? $"it carries {mark}" : null,
        IsGoing = metadata.DeletionTimestamp is not null,
    };

    private JobId? JobOf(V1ObjectMeta metadata) =>
        metadata.Labels?.TryGetValue(place.JobIdLabel, out var text) == true && JobId.TryParse(text, out var id, out _) ? id : null;

    private string NamespaceOf(OwnedResource resource) => resource.Namespace is { } @namespace && options.Value.Namespaces.Contains(@namespace)
        ? @namespace
        : throw new InvalidOperationException($"namespace '{DnsName.Printable(resource.Namespace ?? "")}' of {kind.Name} '{DnsName.Printable(resource.Name)}' is none in which FlowForge may act; {KubernetesOptions.Section}:namespaces allows {string.Join(", ", options.Value.Namespaces)}");

    private static V1ObjectMeta MetadataOf(JsonElement item) => KubernetesJson.Deserialize<V1ObjectMeta>(item.GetProperty("metadata"));
}
