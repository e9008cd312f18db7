using FlowForge.Jobs;

namespace FlowForge.LocalRuntime;

/// <summary>Artifacts in a folder. A class of a job is one resource: its key prefix.</summary>
internal sealed class FolderArtifactStore(LocalLayout layout, JobFiles files) : IArtifactStore
{
    public Task<IReadOnlyList<JobResource>> ListAsync(JobRef job, string artifactClass, CancellationToken cancellationToken = default)
    {
        var prefix = LocalLayout.ArtifactPrefix(job, artifactClass);
        // What an earlier attempt had is its successor's.
        var isOwner = job.Attempt >= files.CurrentAttempt(job.JobId);
        IReadOnlyList<JobResource> found = isOwner && Path.Exists(layout.Artifacts(job, artifactClass)) ? [new JobResource(artifactClass, prefix)] : [];
        return Task.FromResult(found);
    }

    public async Task DeleteAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default)
    {
        if (resource.Name != LocalLayout.ArtifactPrefix(job, resource.Type))
            throw new InvalidOperationException($"'{DnsName.Printable(resource.Name)}' is not what job '{job.JobId}' has of class '{resource.Type}'; it was not removed");
        // A log that is removed under a running job is lost, not shortened.
        if (files.InUse(job) is { } use) throw new InvalidOperationException($"{resource.Name} of job '{job.JobId}' was not removed: {use}");
        var folder = layout.Artifacts(job, resource.Type);
        await SafeRemoval.RemoveAsync(layout, folder, cancellationToken);
        Folder.RemoveIfEmpty(Path.GetDirectoryName(folder)!);
    }
}
