using System.Collections.Concurrent;
using FlowForge.Jobs;

namespace FlowForge.Testing;

/// <summary>An artifact store in memory: by job and class, the resources in it.</summary>
public sealed class FakeArtifacts : IArtifactStore
{
    public ConcurrentDictionary<(string JobId, string Class), JobResource> Stored { get; } = new();

    public void Add(string jobId, string artifactClass) => Stored[(jobId, artifactClass)] = new JobResource(artifactClass, $"jobs/none/{jobId}/{artifactClass}/");

    public Task<IReadOnlyList<JobResource>> ListAsync(JobRef job, string artifactClass, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return Task.FromResult<IReadOnlyList<JobResource>>(Stored.TryGetValue((job.JobId.Value, artifactClass), out var found) ? [found] : []);
    }

    public Task DeleteAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(resource);
        Stored.TryRemove((job.JobId.Value, resource.Type), out _);
        return Task.CompletedTask;
    }
}
