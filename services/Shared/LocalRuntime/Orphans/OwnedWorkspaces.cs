using System.Runtime.CompilerServices;
using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>What jobs have in the folder of the runtime: workspace, secrets and what is known of their runs, as one resource a job.</summary>
internal sealed class OwnedWorkspaces(LocalLayout layout, JobFiles files, Trash trash) : IOwnedResources
{
    private const int Page = 1_000;

    public string Kind => OwnedKinds.Workspace;

    public TimeSpan UsualMinimumAge => TimeSpan.FromDays(1);

    public string? NoUndo => null;

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        string[] folders = [layout.Jobs, layout.Heartbeats, layout.ExitNotices];
        // The folder is lost where its disk is not mounted: then nothing is known, rather than nothing there.
        if (!Directory.Exists(layout.Root)) throw new IOException($"the data folder '{layout.Root}' is not there");
        foreach (var page in folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Select(path => Path.GetFileName(path)).Chunk(Page))
            yield return [.. page.Distinct().Select(name => JobId.TryParse(name, out var id, out _) ? ResourceOf(id) : null).OfType<OwnedResource>()];
    }

    public async Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var id = resource.JobId;
        if (new DirectoryInfo(layout.Job(id)).LinkTarget is { } target) return ResourceOf(id) with { HeldBy = $"'{layout.Job(id)}' is a link to '{target}'" };
        if (await FolderExtent.MeasureAsync([layout.Job(id), layout.Heartbeat(id), layout.ExitNotice(id)], cancellationToken) is not { } extent) return null;
        return ResourceOf(id) with { ChangedAt = extent.ChangedAt, Bytes = extent.Bytes, Parts = extent.Parts, HeldBy = files.InUse(id) };
    }

    public Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var id = resource.JobId;
        if (resource.Name != ResourceOf(id).Name) throw new InvalidOperationException($"'{DnsName.Printable(resource.Name)}' is not the folder of job '{id}'; it was not removed");
        if (files.InUse(id) is { } use) throw new InvalidOperationException($"the folder of job '{id}' was not removed: {use}");
        // Secrets are not kept for a change of mind.
        await SafeRemoval.RemoveAsync(layout, layout.Secrets(id), cancellationToken);
        if (keep) trash.Keep(orphan, layout.Job(id));
        else await SafeRemoval.RemoveAsync(layout, layout.Job(id), cancellationToken);
        await SafeRemoval.RemoveAsync(layout, layout.Heartbeat(id), cancellationToken);
        await SafeRemoval.RemoveAsync(layout, layout.ExitNotice(id), cancellationToken);
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        trash.PutBack(orphan, layout.Job(resource.JobId));
        return Task.CompletedTask;
    }

    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => trash.DiscardAsync(orphan, cancellationToken);

    private OwnedResource ResourceOf(JobId id) => new() { Kind = Kind, Name = $"jobs/{id}", JobId = id };
}
