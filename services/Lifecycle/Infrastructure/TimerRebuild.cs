using FlowForge.Hosting;
using FlowForge.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlowForge.Lifecycle;

/// <summary>Makes again, from the registry, what a lost ledger or a crash between two steps may have taken.</summary>
public sealed class TimerRebuild(IJobRegistry registry, IServiceScopeFactory scopes, ILogger<TimerRebuild> logger)
{
    /// <summary>Every unsettled job gets its next step or its clean-up; of those that are due only after <paramref name="dueBefore"/>, none.</summary>
    public async Task<int> RunAsync(DateTimeOffset? dueBefore, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var timers = scope.ServiceProvider.GetRequiredService<JobTimers>();
        var count = 0;
        await foreach (var job in registry.ListUnsettledAsync(cancellationToken))
        {
            var due = JobSchedule.NextEscalation(job)?.DueAt ?? JobSchedule.NextCleanup(job)?.DueAt;
            if (due is null || due > dueBefore) continue;
            await timers.SyncAsync(job, cancellationToken);
            count++;
        }

        if (count > 0) logger.LogInformation("Scheduled the next step or clean-up of {Count} jobs again, from the registry", count);
        return count;
    }
}
