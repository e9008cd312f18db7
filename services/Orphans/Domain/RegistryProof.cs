using FlowForge.Jobs;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>Before the registry's silence about a job counts for anything, the registry has to show that it is the right one, and alive.</summary>
public sealed class RegistryProof(IJobRegistry registry, ScanClock scanClock, IOptions<OrphansOptions> options, TimeProvider clock)
{
    /// <summary>Null, or why nothing may count as an orphan.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? newest;
        try
        {
            newest = await registry.NewestJobAtAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return $"the job registry could not be asked: {e.Message}";
        }

        if (newest is not { } at) return "the job registry is empty, so everything would look orphaned; is it the right database?";
        if (scanClock.IsAhead(at)) return $"the newest job of the registry was first heard of at {at:O}, which is still to come by this machine's clock; set the clock right";
        var age = clock.GetUtcNow() - at;
        return age <= options.Value.NewestJobWithin
            ? null
            : $"the newest job of the registry was first heard of at {at:O}, longer ago than {OrphansOptions.Section}:newestJobWithin ({Durations.Format(options.Value.NewestJobWithin)}) allows; is it the right database, and does the lifecycle service run?";
    }
}
