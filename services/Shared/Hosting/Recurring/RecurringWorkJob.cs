using FlowForge.Jobs;
using Microsoft.Extensions.Logging;
using Quartz;

namespace FlowForge.Hosting;

/// <summary>Does one round of a piece of recurring work, if no other replica does it.</summary>
[DisallowConcurrentExecution]
internal sealed class RecurringWorkJob(IEnumerable<IRecurringWork> works, ILeaseStore leases, ReplicaName replica, TimeProvider clock, ILogger<RecurringWorkJob> logger) : IJob
{
    /// <summary>A replica that dies in the middle blocks the next round for so long at most.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var work = works.Single(w => w.Name == context.JobDetail.Key.Name);
        var now = clock.Now();
        if (!await leases.TryAcquireAsync(work.Name, replica.Value, now, now + Lease, cancellationToken)) return;
        try
        {
            await work.ExecuteAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError(e, "{Work} failed and will be tried at its next time: {Reason}", work.Name, e.Message);
        }
        finally
        {
            await leases.ReleaseAsync(work.Name, replica.Value, CancellationToken.None);
        }
    }
}
