namespace FlowForge.Jobs;

/// <summary>Where jobs leave files: a folder, or S3. Layout: <c>jobs/&lt;organization&gt;/&lt;job-id&gt;/&lt;class&gt;/…</c>.</summary>
public interface IArtifactStore
{
    /// <summary>What the job left of one class (<see cref="CleanupScopes.ArtifactClasses"/>). Empty where all is gone.</summary>
    Task<IReadOnlyList<JobResource>> ListAsync(JobRef job, string artifactClass, CancellationToken cancellationToken = default);

    /// <summary>Removes one of them; already gone is success.</summary>
    Task DeleteAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default);
}
