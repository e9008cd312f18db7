using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.Cleanup;

/// <summary>Removes everything in one scope of one job, in parallel; one failure never stops the others.</summary>
public sealed class ScopeCleaner(IJobRuntime runtime, IArtifactStore artifacts, IOptions<CleanupOptions> options)
{
    public Task<IReadOnlyList<JobResource>> ListAsync(JobRef job, string scope, CancellationToken cancellationToken) =>
        scope == CleanupScopes.Runtime ? runtime.ListResourcesAsync(job, cancellationToken) : artifacts.ListAsync(job, scope, cancellationToken);

    public async Task<IReadOnlyList<Removal>> RemoveAsync(JobRef job, string scope, IReadOnlyList<JobResource> resources, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(resources);
        var removals = new IReadOnlyList<Removal>[resources.Count];
        var limit = new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(resources.Select((resource, index) => (resource, index)), limit, async (item, token) =>
            removals[item.index] = await TryRemoveAsync(job, scope, item.resource, token));

        // What was removed must be gone: a delete that was only accepted is not done.
        var left = (await ListAsync(job, scope, cancellationToken)).ToHashSet();
        return [.. removals.SelectMany(of => of).Select(removal => removal.Error is null && left.Contains(removal.Resource) ? removal with { Error = "still there after its removal" } : removal)];
    }

    private async Task<IReadOnlyList<Removal>> TryRemoveAsync(JobRef job, string scope, JobResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await (scope == CleanupScopes.Runtime
                ? runtime.DeleteResourceAsync(job, resource, cancellationToken)
                : artifacts.DeleteAsync(job, resource, cancellationToken));
            return [new Removal(resource, null)];
        }
        catch (PartialRemovalException e)
        {
            return [.. e.Left.Select(left => new Removal(left.Part, left.Error))];
        }
        // A store that gave up waiting says so by a cancellation, too.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return [new Removal(resource, e.Message)];
        }
    }
}
