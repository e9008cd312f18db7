using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.S3Artifacts;

/// <summary>Artifacts in a bucket. A class of a job is one resource: its key prefix, which ends with <c>/</c>, so that no other job's begins with it.</summary>
internal sealed class S3ArtifactStore(ObjectRemoval removal, ObjectCopies copies, IOptions<S3Options> options) : IArtifactStore
{
    public async Task<IReadOnlyList<JobResource>> ListAsync(JobRef job, string artifactClass, CancellationToken cancellationToken = default)
    {
        var prefix = PrefixOf(job, artifactClass);
        return await removal.IsAnyLeftAsync(prefix, cancellationToken) ? [new JobResource(artifactClass, prefix)] : [];
    }

    public async Task DeleteAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default)
    {
        var prefix = PrefixOf(job, resource.Type);
        if (resource.Name != prefix)
            throw new InvalidOperationException($"'{DnsName.Printable(resource.Name)}' is not what job '{job.JobId}' has of class '{resource.Type}'; it was not removed");
        if (options.Value.Archive.Contains(resource.Type)) await copies.CopyAllAsync(prefix, options.Value.ArchiveBucket ?? options.Value.Bucket, options.Value.ArchivePrefix!, cancellationToken);
        var left = await removal.RemoveAsync(prefix, cancellationToken);
        if (left.Count > 0) throw new PartialRemovalException([.. left.Select(key => (new JobResource(resource.Type, key.Name), key.Error))]);
    }

    /// <summary>Organization and job id are DNS names, so neither can leave its part of the key.</summary>
    private string PrefixOf(JobRef job, string artifactClass) =>
        CleanupScopes.ArtifactClasses.Contains(artifactClass)
            ? $"{options.Value.Prefix}/{job.OrganizationOrNone}/{job.JobId}/{artifactClass}/"
            : throw new ArgumentException($"'{DnsName.Printable(artifactClass)}' is no artifact class; there are {string.Join(", ", CleanupScopes.ArtifactClasses)}.", nameof(artifactClass));
}
