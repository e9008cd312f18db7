using System.Runtime.CompilerServices;
using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>What jobs have in the artifact folder, all classes of a job as one resource.</summary>
internal sealed class OwnedArtifacts(LocalLayout layout, JobFiles files, Trash trash) : IOwnedResources
{
    private const int Page = 1_000;

    public string Kind => OwnedKinds.Artifacts;

    public TimeSpan UsualMinimumAge => TimeSpan.FromDays(1);

    public string? NoUndo => null;

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        if (!Directory.Exists(layout.Root)) throw new IOException($"the data folder '{layout.Root}' is not there");
        var organizations = Directory.Exists(layout.AllArtifacts) ? Directory.EnumerateDirectories(layout.AllArtifacts) : [];
        foreach (var organization in organizations.Where(folder => DnsName.LabelProblem(Path.GetFileName(folder)) is null && !IsLink(folder)))
            foreach (var page in Directory.EnumerateDirectories(organization).Select(path => Path.GetFileName(path)).Chunk(Page))
                yield return [.. page.Select(name => JobId.TryParse(name, out var id, out _) ? ResourceOf(Path.GetFileName(organization), id) : null).OfType<OwnedResource>()];
    }

    public async Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default)
    {
        var folder = FolderOf(resource);
        if (new DirectoryInfo(folder).LinkTarget is { } target) return resource with { HeldBy = $"'{folder}' is a link to '{target}'" };
        if (await FolderExtent.MeasureAsync([folder], cancellationToken) is not { } extent) return null;
        return resource with { ChangedAt = extent.ChangedAt, Bytes = extent.Bytes, Parts = extent.Parts, HeldBy = files.InUse(resource.JobId) };
    }

    public Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) => Task.FromResult<string?>(null);

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        var folder = FolderOf(resource);
        if (files.InUse(resource.JobId) is { } use) throw new InvalidOperationException($"{resource.Name} was not removed: {use}");
        if (keep) trash.Keep(orphan, folder);
        else await SafeRemoval.RemoveAsync(layout, folder, cancellationToken);
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default)
    {
        trash.PutBack(orphan, FolderOf(resource));
        return Task.CompletedTask;
    }

    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default) => trash.DiscardAsync(orphan, cancellationToken);

    /// <summary>From its name, which must be that of a folder of this very job.</summary>
    private string FolderOf(OwnedResource resource) => resource.Name.Split('/') is ["jobs", var organization, var id, ""] && id == resource.JobId.Value
        ? layout.Artifacts(organization, resource.JobId)
        : throw new InvalidOperationException($"'{DnsName.Printable(resource.Name)}' is not the artifact folder of job '{resource.JobId}'");

    private OwnedResource ResourceOf(string organization, JobId id) => new() { Kind = Kind, Name = $"jobs/{organization}/{id}/", JobId = id };

    private static bool IsLink(string folder) => new DirectoryInfo(folder).LinkTarget is not null;
}
